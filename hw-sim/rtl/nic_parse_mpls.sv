// Up to three MPLS labels (RFC 3032). What stands behind the bottom of the stack is not read.
module nic_parse_mpls
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
(
    input  logic                 clk,
    input  logic                 rst,
    input  logic                 in_valid,
    input  logic [WINDOW_W-1:0]  in_header,
    input  logic [NETWORK*8-1:0] in_network,
    input  parse_t               in_state,
    input  logic [KEY_W-1:0]     in_key,
    output logic                 out_valid,
    output logic [WINDOW_W-1:0]  out_header,
    output logic [NETWORK*8-1:0] out_network,
    output parse_t               out_state,
    output logic [KEY_W-1:0]     out_key
);
  localparam logic [15:0] TYPE_MPLS = 16'h8847;
  localparam logic [15:0] TYPE_MPLS_MC = 16'h8848;
  localparam int BOTTOM = 8;  // bit of an entry that says that it is the last one

  logic        mpls;
  logic [31:0] entries[3];
  logic [1:0]  labels;
  always_comb begin
    mpls = (in_state.ethertype == TYPE_MPLS) || (in_state.ethertype == TYPE_MPLS_MC);
    for (int i = 0; i < 3; i++) entries[i] = be32(in_network[32*i+:32]);
    labels = 2'd0;
    if (mpls && (in_state.left >= 17'd4)) begin
      labels = 2'd1;
      if (!entries[0][BOTTOM] && (in_state.left >= 17'd8)) begin
        labels = (!entries[1][BOTTOM] && (in_state.left >= 17'd12)) ? 2'd3 : 2'd2;
      end
    end
  end

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = in_state;
    key = in_key;
    if (labels != 2'd0) begin
      state.meta.layers.mpls_labels = labels;
      state.meta.layers.mpls_offset = in_state.at[7:0];
      state.meta.layers.l3_offset = in_state.at[7:0] + {4'd0, labels, 2'd0};
      key[KEY_MPLS_LSE0_LSB+:KEY_MPLS_LSE0_W] = entries[0];
      if (labels >= 2'd2) key[KEY_MPLS_LSE1_LSB+:KEY_MPLS_LSE1_W] = entries[1];
      if (labels == 2'd3) key[KEY_MPLS_LSE2_LSB+:KEY_MPLS_LSE2_W] = entries[2];
    end
  end

  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      out_header <= in_header;
      out_network <= in_network;
      out_state <= state;
      out_key <= key;
    end
  end
endmodule
