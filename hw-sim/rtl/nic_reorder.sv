// Items that come in any order, each with its place, and leave in the order of their places. One in and one out a clock.
module nic_reorder #(
    parameter int WIDTH = 8,   // bits of an item
    parameter int DEPTH = 64   // places, a power of two; never more are taken
) (
    input  logic                     clk,
    input  logic                     rst,
    input  logic                     in_valid,
    input  logic [$clog2(DEPTH)-1:0] in_place,
    input  logic [WIDTH-1:0]         in_data,
    output logic                     out_valid,
    input  logic                     out_ready,
    output logic [WIDTH-1:0]         out_data
);
  logic [WIDTH-1:0]         mem[DEPTH];
  logic [DEPTH-1:0]         there;
  logic [$clog2(DEPTH)-1:0] head;

  logic fetch;
  assign fetch = there[head] && (!out_valid || out_ready);

  always_ff @(posedge clk) begin
    if (rst) begin
      there <= '0;
      head <= '0;
      out_valid <= 1'b0;
    end else begin
      if (in_valid) there[in_place] <= 1'b1;
      if (fetch) begin
        there[head] <= 1'b0;
        head <= head + 1'b1;
      end
      if (fetch) out_valid <= 1'b1;
      else if (out_ready) out_valid <= 1'b0;
    end
  end

  always_ff @(posedge clk) begin
    if (in_valid) mem[in_place] <= in_data;
    if (fetch) out_data <= mem[head];
  end
endmodule
