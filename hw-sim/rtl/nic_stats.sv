// Counts what came in, what was decided and what left, over all and by port.
module nic_stats
  import nic_defs_pkg::*;
#(
    parameter int PORTS = 4  // numbered from 1
) (
    input  logic        clk,
    input  logic        rst,
    output logic [63:0] cycles,
    input  logic        rx_valid,  // a frame has come in whole
    input  logic [7:0]  rx_port,
    input  logic [16:0] rx_length,
    input  logic        result_valid,
    input  logic        result_parseable,
    input  logic        result_hit,
    input  logic        done_valid,
    input  logic [1:0]  done_verdict,
    input  logic        done_corrupt,  // it needed an entry that has a parity error
    input  logic [7:0]  done_from,  // ingress port
    input  logic        tx_valid,  // a beat of a copy leaves
    input  logic [7:0]  tx_port,   // zero: to the host
    input  logic [6:0]  tx_bytes_in_beat,
    input  logic        tx_last,
    output logic [63:0] totals[9],
    output logic [63:0] rx_packets[PORTS],
    output logic [63:0] rx_bytes[PORTS],
    output logic [63:0] rx_dropped[PORTS],  // by rules
    output logic [63:0] tx_packets[PORTS],
    output logic [63:0] tx_bytes[PORTS]
);
  always_ff @(posedge clk) begin
    if (rst) cycles <= '0;
    else cycles <= cycles + 1'b1;
  end

  always_ff @(posedge clk) begin
    if (rst) begin
      for (int i = 0; i < 9; i++) totals[i] <= '0;
    end else begin
      if (rx_valid) totals[0] <= totals[0] + 1'b1;
      if (rx_valid) totals[1] <= totals[1] + {47'd0, rx_length};
      if (result_valid && !result_parseable) totals[2] <= totals[2] + 1'b1;
      if (result_valid && result_parseable && result_hit) totals[3] <= totals[3] + 1'b1;
      if (result_valid && result_parseable && !result_hit) totals[4] <= totals[4] + 1'b1;
      if (done_valid && (done_verdict == VERDICT_DROP)) totals[5] <= totals[5] + 1'b1;
      if (done_valid && (done_verdict == VERDICT_FORWARD)) totals[6] <= totals[6] + 1'b1;
      if (done_valid && done_corrupt) totals[7] <= totals[7] + 1'b1;
      if (done_valid && (done_verdict == VERDICT_TO_HOST)) totals[8] <= totals[8] + 1'b1;
    end
  end

  for (genvar p = 0; p < PORTS; p++) begin : g_port
    logic from_here;
    logic dropped_here;
    logic beat_here;
    assign from_here = rx_valid && (rx_port == 8'(p + 1));
    assign dropped_here = done_valid && (done_verdict == VERDICT_DROP) && (done_from == 8'(p + 1));
    assign beat_here = tx_valid && (tx_port == 8'(p + 1));
    always_ff @(posedge clk) begin
      if (rst) begin
        rx_packets[p] <= '0;
        rx_bytes[p] <= '0;
        rx_dropped[p] <= '0;
        tx_packets[p] <= '0;
        tx_bytes[p] <= '0;
      end else begin
        if (from_here) rx_packets[p] <= rx_packets[p] + 1'b1;
        if (from_here) rx_bytes[p] <= rx_bytes[p] + {47'd0, rx_length};
        if (dropped_here) rx_dropped[p] <= rx_dropped[p] + 1'b1;
        if (beat_here && tx_last) tx_packets[p] <= tx_packets[p] + 1'b1;
        if (beat_here) tx_bytes[p] <= tx_bytes[p] + {57'd0, tx_bytes_in_beat};
      end
    end
  end
endmodule
