// First-in first-out queue on a memory with registered read, one item a clock in and out.
module nic_fifo #(
    parameter int WIDTH = 8,   // bits of an item
    parameter int DEPTH = 16   // items, a power of two
) (
    input  logic             clk,
    input  logic             rst,
    input  logic             in_valid,
    output logic             in_ready,
    input  logic [WIDTH-1:0] in_data,
    output logic             out_valid,
    input  logic             out_ready,
    output logic [WIDTH-1:0] out_data
);
  localparam int AW = $clog2(DEPTH);

  logic [WIDTH-1:0] mem[DEPTH];
  logic [AW:0] head;
  logic [AW:0] tail;
  logic [AW:0] used;

  assign used = tail - head;
  assign in_ready = !used[AW];

  // The output register is refilled whenever it is empty or being taken.
  logic fetch;
  assign fetch = (head != tail) && (!out_valid || out_ready);

  always_ff @(posedge clk) begin
    if (rst) begin
      head <= '0;
      tail <= '0;
      out_valid <= 1'b0;
    end else begin
      if (in_valid && in_ready) tail <= tail + 1'b1;
      if (fetch) head <= head + 1'b1;
      if (fetch) out_valid <= 1'b1;
      else if (out_ready) out_valid <= 1'b0;
    end
  end

  always_ff @(posedge clk) begin
    if (in_valid && in_ready) mem[tail[AW-1:0]] <= in_data;
    if (fetch) out_data <= mem[head[AW-1:0]];
  end
endmodule
