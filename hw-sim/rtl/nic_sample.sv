// Sampling: of a rule's copies some leave only where the packet is chosen, of which the others leave alone. A rule chooses by
// one number of 32 bits for each of its packets, from Vigna's generator xorshift128+, as software's sample actions do: the
// same seed chooses the same packets. Results come in the order of the frames, and leave a clock later.
module nic_sample
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
(
    input  logic         clk,
    input  logic         rst,
    input  logic         in_valid,
    output logic         in_ready,
    input  result_t      in_result,
    output logic         out_valid,
    input  logic         out_ready,
    output result_t      out_result,
    // the generator's state is set; not both words are zero
    input  logic [1:0]   seed_write,  // which of its words
    input  logic [63:0]  seed
);
  localparam int COPY_W = ACT_PORT1_LSB - ACT_PORT0_LSB;
  localparam logic [1:0][63:0] BEGIN = {64'h9e37_79b9_7f4a_7c15, 64'd1};

  logic [1:0][63:0] state;
  logic [63:0]      sum;
  logic [63:0]      shifted;
  assign sum = state[0] + state[1];
  assign shifted = state[0] ^ (state[0] << 23);

  logic unused_sum;
  assign unused_sum = &{1'b0, sum[31:0]};

  logic samples;
  logic chosen;
  logic take;
  assign in_ready = !out_valid || out_ready;
  assign take = in_valid && in_ready;
  assign samples = (in_result.verdict == VERDICT_FORWARD) && (in_result.action[ACT_SAMPLED_LSB+:ACT_SAMPLED_W] != 0);
  assign chosen = sum[63:32] < in_result.action[ACT_PROBABILITY_LSB+:ACT_PROBABILITY_W];
  always_ff @(posedge clk) begin
    if (rst) state <= BEGIN;
    else if (seed_write[0]) state[0] <= seed;
    else if (seed_write[1]) state[1] <= seed;
    else if (take && samples) begin
      state[0] <= state[1];
      state[1] <= shifted ^ state[1] ^ (shifted >> 18) ^ (state[1] >> 5);
    end
  end

  // The copies that leave stand in the first places.
  result_t    sampled;
  logic [2:0] left;
  always_comb begin
    sampled = in_result;
    left = '0;
    if (samples) begin
      for (int copy = 0; copy < 4; copy++) begin
        if ((3'(copy) < in_result.action[ACT_COPIES_LSB+:ACT_COPIES_W])
            && (chosen || !in_result.action[ACT_SAMPLED_LSB+copy])) begin
          sampled.action[ACT_PORT0_LSB+COPY_W*left[1:0]+:COPY_W] = in_result.action[ACT_PORT0_LSB+COPY_W*copy+:COPY_W];
          left = left + 1'b1;
        end
      end
      sampled.action[ACT_COPIES_LSB+:ACT_COPIES_W] = left;
      if (left == 0) sampled.verdict = VERDICT_DROP;
    end
  end
  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (in_ready) out_valid <= in_valid;
    if (take) out_result <= sampled;
  end
endmodule
