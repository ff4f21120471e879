// Collects the first 256 bytes of each frame and its length; the header goes on with the frame's last beat, so a
// stream of one-beat frames gives one header a clock.
module nic_header
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int BYTES = 64  // bytes of a beat
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,    // a beat passes (valid and ready)
    input  logic [BYTES*8-1:0]  in_data,     // byte 0 of the frame in bits 7:0
    input  logic [6:0]          in_bytes,    // bytes in this beat, 1 to 64; all but the last beat are full
    input  logic                in_last,
    input  logic [7:0]          in_port,
    input  logic [31:0]         in_seq,
    output logic                out_valid,
    output logic [WINDOW_W-1:0] out_header,  // bytes after the frame's end are not defined
    output meta_t               out_meta
);
  localparam int BEATS = WINDOW / BYTES;
  localparam int CW = $clog2(BEATS + 1);

  logic [16:0]   length;  // bytes of the beats before this one
  logic [CW-1:0] count;   // beats before this one, BEATS where there are more
  logic [6:0]    number;  // of the frame, which wraps
  logic [16:0]   total;
  assign total = length + {10'b0, in_bytes};

  always_ff @(posedge clk) begin
    if (rst) begin
      length <= '0;
      count <= '0;
      number <= '0;
      out_valid <= 1'b0;
    end else begin
      out_valid <= in_valid && in_last;
      if (in_valid) begin
        if (in_last) number <= number + 1'b1;
        length <= in_last ? '0 : total;
        count <= in_last ? '0 : (count == CW'(BEATS)) ? count : count + 1'b1;
      end
    end
  end

  logic [BYTES*8-1:0] kept[BEATS];
  always_ff @(posedge clk) begin
    for (int beat = 0; beat < BEATS; beat++) begin
      if (in_valid && (count == CW'(beat))) kept[beat] <= in_data;
      if (in_valid && in_last) out_header[BYTES*8*beat+:BYTES*8] <= (count == CW'(beat)) ? in_data : kept[beat];
    end
    if (in_valid && in_last) begin
      out_meta <= '0;
      out_meta.seq <= in_seq;
      out_meta.port <= in_port;
      out_meta.window <= number;
      out_meta.length <= total;
    end
  end
endmodule
