// The two hashes of a masked key, a clock later. NicHash.java computes the same.
//
// f = xor of the key's 64-bit words, word i rotated left by 23 * i mod 64. Three times f ^= rotl(f, a) ^ rotl(f, b), with
// (a, b) = (5, 50), (55, 11), (22, 35), so that each bit is the parity of 27 bits of the sum. Buckets are counted by the
// low bits of either half.
module nic_hash
  import nic_defs_pkg::*;
(
    input  logic             clk,
    input  logic             in_valid,
    input  logic [KEY_W-1:0] in_key,
    output logic [63:0]      out_hash
);
  // Without functions, as each call of one gives the code of an instance names of its own.
  logic [63:0] sum;
  logic [63:0] once;
  logic [63:0] twice;
  always_comb begin
    sum = '0;
    if (in_valid) begin
      for (int word = 0; word < KEY_W / 64; word++) begin
        sum ^= (in_key[64*word+:64] << 23 * word % 64) | (in_key[64*word+:64] >> (64 - 23 * word % 64));
      end
    end
    once = sum ^ ((sum << 5) | (sum >> 59)) ^ ((sum << 50) | (sum >> 14));
    twice = once ^ ((once << 55) | (once >> 9)) ^ ((once << 11) | (once >> 53));
  end
  always_ff @(posedge clk) begin
    if (in_valid) out_hash <= twice ^ ((twice << 22) | (twice >> 42)) ^ ((twice << 35) | (twice >> 29));
  end
endmodule
