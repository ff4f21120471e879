// Takes bytes out of a window at one place and puts others there. One clock.
module nic_resize
  import nic_types_pkg::*;
#(
    parameter int IN_BYTES = 256,   // of the window
    parameter int OUT_BYTES = 264,  // likewise, with room for what is put in
    parameter int MOST = 8          // bytes that can be put in
) (
    input  logic                   clk,
    input  logic                   rst,
    input  logic                   in_valid,
    input  logic [IN_BYTES*8-1:0]  in_window,
    input  opening_t               in_opening,
    input  logic [7:0]             in_at,
    input  logic [3:0]             in_remove,  // bytes
    input  logic [3:0]             in_insert,  // bytes, at most MOST
    input  logic [MOST*8-1:0]      in_inserted,
    output logic                   out_valid,
    output logic [OUT_BYTES*8-1:0] out_window,
    output opening_t               out_opening
);
  localparam int W = OUT_BYTES * 8;

  logic [W-1:0]      wide;
  logic [W-1:0]      front;
  logic [W-1:0]      behind;
  logic [MOST*8-1:0] inserted;
  always_comb begin
    wide = W'(in_window);
    front = wide & ~({W{1'b1}} << {in_at, 3'b000});
    behind = (wide >> ({in_at, 3'b000} + 11'({in_remove, 3'b000}))) << ({in_at, 3'b000} + 11'({in_insert, 3'b000}));
    inserted = in_inserted & ~({(MOST * 8) {1'b1}} << {in_insert, 3'b000});
  end

  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      out_opening <= in_opening;
      if ((in_remove != 0) || (in_insert != 0)) begin
        out_window <= front | (W'(inserted) << {in_at, 3'b000}) | behind;
        out_opening.bytes <= in_opening.bytes - 9'(in_remove) + 9'(in_insert);
        out_opening.length <= in_opening.length - 17'(in_remove) + 17'(in_insert);
      end else begin
        out_window <= W'(in_window);
      end
    end
  end
endmodule
