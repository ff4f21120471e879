// Whether a word with its parity bit has an odd number of ones, which is an error: two clocks later.
module nic_parity #(
    parameter int WIDTH = 64  // bits
) (
    input  logic             clk,
    input  logic             valid,
    input  logic [WIDTH-1:0] word,
    output logic             odd   // means something two clocks after valid
);
  localparam int PART = 36;  // bits that two levels of six inputs take in
  localparam int PARTS = (WIDTH + PART - 1) / PART;

  logic [PARTS*PART-1:0] padded;
  logic [PARTS-1:0]      part;
  logic                  held;
  assign padded = (PARTS * PART)'(word);
  always_ff @(posedge clk) begin
    held <= valid;
    if (valid) begin
      for (int i = 0; i < PARTS; i++) part[i] <= ^padded[PART*i+:PART];
    end
    if (held) odd <= ^part;
  end
endmodule
