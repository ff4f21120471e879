// Frames that wait for their results, in a ring of beats. A frame is read once for each of its copies, and its beats are
// free after the last one. One beat a clock in and out.
module nic_frames #(
    parameter int BYTES = 64,   // bytes of a beat
    parameter int DEPTH = 2048  // beats, a power of two
) (
    input  logic               clk,
    input  logic               rst,
    input  logic               in_valid,
    output logic               in_ready,
    input  logic [BYTES*8-1:0] in_data,
    input  logic [6:0]         in_bytes,
    input  logic               in_last,
    output logic               out_valid,
    input  logic               out_ready,
    input  logic               again,      // taken with the last beat: the same frame comes once more
    output logic [BYTES*8-1:0] out_data,
    output logic [6:0]         out_bytes,
    output logic               out_last
);
  localparam int AW = $clog2(DEPTH);
  localparam int W = BYTES * 8 + 7 + 1;

  logic [W-1:0] mem[DEPTH];
  logic [AW:0] start;  // first beat of the frame that is read
  logic [AW:0] head;   // the beat after the one in the output register
  logic [AW:0] tail;
  logic [AW:0] used;
  assign used = tail - start;
  assign in_ready = !used[AW];

  logic ends;
  logic [AW:0] next;
  logic fetch;
  assign ends = out_valid && out_ready && out_last;
  assign next = (ends && again) ? start : head;
  assign fetch = (next != tail) && (!out_valid || out_ready);

  always_ff @(posedge clk) begin
    if (rst) begin
      start <= '0;
      head <= '0;
      tail <= '0;
      out_valid <= 1'b0;
    end else begin
      if (in_valid && in_ready) tail <= tail + 1'b1;
      if (ends && !again) start <= head;
      if (fetch) head <= next + 1'b1;
      if (fetch) out_valid <= 1'b1;
      else if (out_ready) out_valid <= 1'b0;
    end
  end

  always_ff @(posedge clk) begin
    if (in_valid && in_ready) mem[tail[AW-1:0]] <= {in_last, in_bytes, in_data};
    if (fetch) {out_last, out_bytes, out_data} <= mem[next[AW-1:0]];
  end
endmodule
