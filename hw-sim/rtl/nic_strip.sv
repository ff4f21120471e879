// Takes bytes off the front of frames whose tunnel header is gone. One beat a clock; a frame that loses something takes one
// clock more than it has beats, at most.
module nic_strip #(
    parameter int BYTES = 64  // bytes of a beat
) (
    input  logic               clk,
    input  logic               rst,
    // how many bytes, known from a frame's first beat in to its last copy's last beat out; frames have more
    input  logic               skip_valid,
    input  logic [7:0]         skip,
    input  logic               in_valid,
    output logic               in_ready,
    output logic               in_again,   // with a frame's last beat: the frame is needed once more
    input  logic [BYTES*8-1:0] in_data,
    input  logic [6:0]         in_bytes,
    input  logic               in_last,
    output logic               out_valid,
    input  logic               out_ready,
    input  logic               out_again,
    output logic [BYTES*8-1:0] out_data,
    output logic [6:0]         out_bytes,
    output logic               out_last
);
  logic [1:0] whole;  // beats that go
  logic [5:0] part;   // and bytes of the one behind them
  assign {whole, part} = skip;

  logic [1:0]         gone;
  logic               held_valid;  // a beat whose first bytes go
  logic               held_last;
  logic [BYTES*8-1:0] held;
  logic [6:0]         held_bytes;

  logic dropping;
  logic shifting;
  assign dropping = (gone != whole);
  assign shifting = !dropping && (part != 0);
  assign in_again = out_again;

  logic fits;  // what comes in ends in the beat that goes out
  assign fits = (in_bytes <= {1'b0, part});
  always_comb begin
    in_ready = out_ready;
    out_valid = in_valid;
    out_data = in_data;
    out_bytes = in_bytes;
    out_last = in_last;
    if (!skip_valid) begin
      in_ready = 1'b0;
      out_valid = 1'b0;
    end else if (dropping || (shifting && !held_valid)) begin
      in_ready = 1'b1;
      out_valid = 1'b0;
    end else if (shifting) begin
      in_ready = out_ready && !held_last;
      out_valid = held_last || in_valid;
      out_data = held >> {part, 3'd0};
      out_bytes = held_bytes - {1'b0, part};
      out_last = held_last;
      if (!held_last) begin
        out_data = (held >> {part, 3'd0}) | (in_data << {7'(BYTES) - {1'b0, part}, 3'd0});
        out_bytes = fits ? 7'(BYTES) - {1'b0, part} + in_bytes : 7'(BYTES);
        out_last = in_last && fits;
      end
    end
  end

  logic take;
  logic leaves;
  assign take = in_valid && in_ready;
  assign leaves = out_valid && out_ready && out_last;
  always_ff @(posedge clk) begin
    if (rst || leaves) begin
      gone <= '0;
      held_valid <= 1'b0;
      held_last <= 1'b0;
    end else if (take && dropping) begin
      gone <= gone + 1'b1;
    end else if (take && shifting) begin
      held_valid <= 1'b1;
      held_last <= in_last;
    end
    if (take && shifting) begin
      held <= in_data;
      held_bytes <= in_bytes;
    end
  end
endmodule
