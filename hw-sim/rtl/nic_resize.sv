// Takes words of four bytes out of a window near its front and puts others there; what is behind them moves. One clock.
module nic_resize
  import nic_types_pkg::*;
#(
    parameter int IN_BYTES = 256,   // of the window
    parameter int OUT_BYTES = 264,  // likewise, with room for what is put in
    parameter int REPLACED = 0,     // bytes that are put in anew in front of the words
    parameter int WORDS = 2         // that can be put in
) (
    input  logic                   clk,
    input  logic                   rst,
    input  logic                   in_valid,
    input  logic [IN_BYTES*8-1:0]  in_window,
    input  opening_t               in_opening,
    input  logic                   in_change,
    input  logic [2:0]             in_at,      // words in front of the place
    input  logic [1:0]             in_remove,  // words
    input  logic [1:0]             in_insert,  // words, at most WORDS
    input  logic [(REPLACED+4*WORDS)*8-1:0] in_inserted,
    output logic                   out_valid,
    output logic [OUT_BYTES*8-1:0] out_window,
    output opening_t               out_opening
);
  localparam int W = OUT_BYTES * 8;
  localparam int FRONT = (4 * 7 + REPLACED + 4 * WORDS) * 8;  // bits, of which some are put in

  logic [FRONT-1:0]  moved;  // the window's first bytes, as they move with those behind them
  logic [FRONT-1:0]  ahead;
  logic [FRONT-1:0]  behind;
  logic [FRONT-1:0]  put;
  logic signed [2:0] moves;  // words by which bytes do, to the back
  always_comb begin
    moved = FRONT'((in_window[FRONT+3*32-1:0] >> {in_remove, 5'd0}) << {in_insert, 5'd0});
    ahead = ~({FRONT{1'b1}} << {in_at, 5'd0});
    behind = ({FRONT{1'b1}} << {in_at, 5'd0}) << ({in_insert, 5'd0} + 7'(8 * REPLACED));
    put = FRONT'(in_inserted) << {in_at, 5'd0};
    moves = in_change ? {1'b0, in_insert} - {1'b0, in_remove} : '0;
  end

  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      unique case (moves)
        -3'sd3: out_window <= W'(in_window) >> 96;
        -3'sd2: out_window <= W'(in_window) >> 64;
        -3'sd1: out_window <= W'(in_window) >> 32;
        3'sd1: out_window <= W'(in_window) << 32;
        3'sd2: out_window <= W'(in_window) << 64;
        3'sd3: out_window <= W'(in_window) << 96;
        default: out_window <= W'(in_window);
      endcase
      out_opening <= in_opening;
      if (in_change) begin
        out_window[FRONT-1:0] <= (in_window[FRONT-1:0] & ahead) | (moved & behind) | (put & ~ahead & ~behind);
        out_opening.bytes <= in_opening.bytes - {5'd0, in_remove, 2'b00} + {5'd0, in_insert, 2'b00};
        out_opening.length <= in_opening.length - {13'd0, in_remove, 2'b00} + {13'd0, in_insert, 2'b00};
      end
    end
  end
endmodule
