// The checksum stage alone: a window whose headers were rewritten, with what they were.
module bench_checksum
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
(
    input  logic          clk,
    input  logic          rst,
    input  logic          in_valid,
    output logic          in_ready,
    // the window, the network header's start before and after, the transport header's, the layers; from bits 0, 2048,
    // 2368, 2688, 2720, 2752 on
    input  logic [2815:0] in_data,
    output logic          out_valid,
    input  logic          out_ready,
    output logic [2047:0] out_data  // the window
);
  logic     unused_pad;
  opening_t opening;
  assign unused_pad = &{1'b0, in_data};
  always_comb begin
    opening = '0;
    opening.copy.layers = in_data[2752+:$bits(layers_t)];
  end

  logic          summed_valid;
  logic [2047:0] summed;
  opening_t      unused_opening;
  nic_checksum u_checksum (
      .clk,
      .rst,
      .in_valid(in_valid && in_ready),
      .in_window(in_data[2047:0]),
      .in_opening(opening),
      .in_net_before(in_data[2048+:320]),
      .in_net_after(in_data[2368+:320]),
      .in_tp_before(in_data[2688+:32]),
      .in_tp_after(in_data[2720+:32]),
      .out_valid(summed_valid),
      .out_window(summed),
      .out_opening(unused_opening)
  );

  logic unused_ready;
  nic_fifo #(
      .WIDTH(2048),
      .DEPTH(16)
  ) u_out (
      .clk,
      .rst,
      .in_valid(summed_valid),
      .in_ready(unused_ready),
      .in_data(summed),
      .out_valid,
      .out_ready,
      .out_data
  );
  assign in_ready = out_ready;
  logic unused_rest;
  assign unused_rest = &{1'b0, unused_opening};
endmodule
