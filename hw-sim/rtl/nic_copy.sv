// Takes a result and its frame and gives each copy of the frame that leaves, in the order of the outputs, with the edit
// that makes it. Every copy is made from the frame as it came in. A frame that is dropped is only read.
module nic_copy
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
(
    input  logic       clk,
    input  logic       rst,
    // one result for each frame, in the order of the frames
    input  logic       result_valid,
    output logic       result_ready,
    input  logic [1:0] verdict,
    input  logic [2:0] copies,       // that leave
    input  logic [3:0][ACT_PORT0_W-1:0] ports,
    input  logic [3:0][ACT_EDIT0_W-1:0] edits,
    input  logic [3:0][ACT_HEADER0_W-1:0] headers,
    input  logic [7:0] protocol,
    input  logic [31:0] seq,
    input  layers_t    layers,
    // beats of frames
    input  logic       in_valid,
    output logic       in_ready,
    output logic       in_again,     // with the last beat: the frame is needed once more
    input  logic       in_last,
    // beats of copies: those of frames, as they pass
    output logic       out_valid,
    input  logic       out_ready,
    output logic       out_first,
    output copy_t      out_copy,
    output logic [ACT_EDIT0_W-1:0] out_edit,
    output logic [ACT_HEADER0_W-1:0] out_header
);
  logic [1:0] number;  // of the copy under way
  logic       opens;   // the next beat is a frame's first

  logic to_host;
  logic drop;
  logic last_copy;
  assign to_host = (verdict == VERDICT_TO_HOST);
  assign drop = (verdict == VERDICT_DROP);
  assign last_copy = to_host || drop || ({1'b0, number} + 3'd1 >= copies);

  logic take;
  assign in_ready = result_valid && (drop || out_ready);
  assign take = in_valid && in_ready;
  assign in_again = !last_copy;
  assign result_ready = take && in_last && last_copy;

  logic [ACT_PORT0_W-1:0] port;
  assign port = to_host ? '0 : ports[number];
  assign out_edit = to_host ? '0 : edits[number];
  assign out_header = to_host ? '0 : headers[number];
  assign out_valid = take && !drop;
  assign out_first = opens;
  assign out_copy = '{
      seq: seq,
      port: port,
      number: number,
      layers: layers,
      protocol: protocol,
      encapsulate: out_header != 0
  };

  always_ff @(posedge clk) begin
    if (rst) begin
      number <= '0;
      opens <= 1'b1;
    end else if (take) begin
      opens <= in_last;
      if (in_last) number <= last_copy ? '0 : number + 1'b1;
    end
  end
endmodule
