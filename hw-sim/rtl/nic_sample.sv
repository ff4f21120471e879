// Sampling: of a rule's copies some leave only where the packet is chosen, of which the others leave alone. A rule chooses by
// one number of 32 bits for each of its packets, from Vigna's generator xorshift128+, as software's sample actions do: the
// same seed chooses the same packets. Results come in the order of the frames, and leave three clocks later.
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

  // clock 1: a number for each packet whose rule asks for one
  logic [1:0][63:0] state;
  logic [63:0]      sum;
  logic [63:0]      shifted;
  logic             samples;
  logic             take;
  logic             moves;
  assign sum = state[0] + state[1];
  assign shifted = state[0] ^ (state[0] << 23);
  assign moves = !out_valid || out_ready;  // all clocks together
  assign in_ready = moves;
  assign take = in_valid && in_ready;
  assign samples = (in_result.verdict == VERDICT_FORWARD) && (in_result.action[ACT_SAMPLED_LSB+:ACT_SAMPLED_W] != 0);
  always_ff @(posedge clk) begin
    if (rst) state <= BEGIN;
    else if (seed_write[0]) state[0] <= seed;
    else if (seed_write[1]) state[1] <= seed;
    else if (take && samples) begin
      state[0] <= state[1];
      state[1] <= shifted ^ state[1] ^ (shifted >> 18) ^ (state[1] >> 5);
    end
  end
  logic unused_sum;
  assign unused_sum = &{1'b0, sum[31:0]};

  logic        drawn_valid;
  logic        drawn_samples;
  logic [31:0] drawn;
  result_t     drawn_result;
  always_ff @(posedge clk) begin
    if (rst) drawn_valid <= 1'b0;
    else if (moves) drawn_valid <= in_valid;
    if (take) begin
      drawn_samples <= samples;
      drawn <= sum[63:32];
      drawn_result <= in_result;
    end
  end

  // clock 2: the copies that leave
  logic       chosen;
  logic       kept_valid;
  logic       kept_samples;
  logic [3:0] kept;
  result_t    kept_result;
  assign chosen = drawn < drawn_result.action[ACT_PROBABILITY_LSB+:ACT_PROBABILITY_W];
  always_ff @(posedge clk) begin
    if (rst) kept_valid <= 1'b0;
    else if (moves) kept_valid <= drawn_valid;
    if (drawn_valid && moves) begin
      kept_samples <= drawn_samples;
      kept_result <= drawn_result;
      for (int copy = 0; copy < 4; copy++) begin
        kept[copy] <= (3'(copy) < drawn_result.action[ACT_COPIES_LSB+:ACT_COPIES_W])
            && (chosen || !drawn_result.action[ACT_SAMPLED_LSB+copy]);
      end
    end
  end

  // clock 3: they stand in the first places
  result_t    sampled;
  logic [2:0] left;
  always_comb begin
    sampled = kept_result;
    left = '0;
    if (kept_samples) begin
      for (int copy = 0; copy < 4; copy++) begin
        if (kept[copy]) begin
          sampled.action[ACT_PORT0_LSB+COPY_W*left[1:0]+:COPY_W] = kept_result.action[ACT_PORT0_LSB+COPY_W*copy+:COPY_W];
          left = left + 1'b1;
        end
      end
      sampled.action[ACT_COPIES_LSB+:ACT_COPIES_W] = left;
      if (left == 0) sampled.verdict = VERDICT_DROP;
    end
  end
  always_ff @(posedge clk) begin
    if (rst) out_valid <= 1'b0;
    else if (moves) out_valid <= kept_valid;
    if (kept_valid && moves) out_result <= sampled;
  end
endmodule
