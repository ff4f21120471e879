// Splits a copy into its first beats, which are edited side by side, and the body behind them, which waits.
module nic_window
  import nic_types_pkg::*;
#(
    parameter int BYTES = 64,  // bytes of a beat
    parameter int BEATS = 4    // of the window, a power of two
) (
    input  logic                     clk,
    input  logic                     rst,
    // beats, taken whenever valid
    input  logic                     in_valid,
    input  logic                     in_first,
    input  logic [BYTES*8-1:0]       in_data,
    input  logic [6:0]               in_bytes,
    input  logic                     in_last,
    input  copy_t                    in_copy,
    // one window for each copy; bytes after the frame's end are not defined
    output logic                     out_valid,
    output logic [BYTES*BEATS*8-1:0] out_window,
    output logic [8:0]               out_bytes,
    output logic                     out_body,
    output copy_t                    out_copy,
    // this beat is one of the body
    output logic                     body_valid
);
  localparam int W = BYTES * 8;
  localparam int AW = $clog2(BEATS);

  logic [AW:0] count;  // beats of the copy before this one, as far as the window goes
  logic [AW:0] number;
  assign number = in_first ? '0 : count;
  assign body_valid = in_valid && number[AW];

  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else out_valid <= in_valid && !number[AW] && (in_last || (number == (AW + 1)'(BEATS - 1)));
  end

  always_ff @(posedge clk) begin
    if (in_valid && !number[AW]) begin
      count <= number + 1'b1;
      out_window[W*number[AW-1:0]+:W] <= in_data;
      out_bytes <= 9'(BYTES) * 9'(number) + 9'(in_bytes);
      out_body <= !in_last;
      if (in_first) out_copy <= in_copy;
    end
  end
endmodule
