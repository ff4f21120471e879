// Masked rewrites: the Ethernet addresses, the first bytes of the network header or of the labels before it, and the first
// bytes of the transport header; a time to live that goes down by one. Two clocks.
module nic_rewrite
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int BYTES = 256  // of the window
) (
    input  logic                    clk,
    input  logic                    rst,
    input  logic                    in_valid,
    input  logic [BYTES*8-1:0]      in_window,
    input  opening_t                in_opening,
    output logic                    out_valid,
    output logic [BYTES*8-1:0]      out_window,
    output opening_t                out_opening,
    // what was rewritten, for the checksums: wire order, the first byte lowest
    output logic [EDIT_NET_MASK_W-1:0] out_net_before,
    output logic [EDIT_NET_MASK_W-1:0] out_net_after,
    output logic [EDIT_TP_MASK_W-1:0]  out_tp_before,
    output logic [EDIT_TP_MASK_W-1:0]  out_tp_after
);
  localparam int W = BYTES * 8;
  localparam int NET = EDIT_NET_MASK_W;
  localparam int TP = EDIT_TP_MASK_W;
  localparam int ETH = EDIT_ETH_MASK_W;
  localparam int HOPS_V4 = 8 * 8;  // IPv4's time to live
  localparam int HOPS_V6 = 8 * 7;  // IPv6's hop limit

  // clock 1: find the headers
  logic           found_valid;
  logic [W-1:0]   window;
  opening_t       opening;
  logic [NET-1:0] net;
  logic [TP-1:0]  tp;
  always_ff @(posedge clk) begin
    found_valid <= in_valid && !rst;
    if (in_valid) begin
      window <= in_window;
      opening <= in_opening;
      unique case (in_opening.copy.layers.vlan_tags)
        2'd0: net <= in_window[8*14+:NET];
        2'd1: net <= in_window[8*18+:NET];
        default: net <= in_window[8*22+:NET];
      endcase
      tp <= in_window[8*in_opening.copy.layers.l4_offset+:TP];
    end
  end

  // clock 2: rewrite them
  logic           transport;
  logic           lower;
  logic [ETH-1:0] eth_change;
  logic [NET-1:0] net_after;
  logic [TP-1:0]  tp_after;
  assign transport = opening.copy.layers.is_tcp || opening.copy.layers.is_udp || opening.copy.layers.is_sctp
      || opening.copy.layers.is_icmp || opening.copy.layers.is_icmpv6;
  assign lower = opening.edit[EDIT_DEC_TTL_LSB] && (opening.copy.layers.mpls_labels == 0);
  always_comb begin
    eth_change = (window[ETH-1:0] ^ opening.edit[EDIT_ETH_VALUE_LSB+:EDIT_ETH_VALUE_W])
        & opening.edit[EDIT_ETH_MASK_LSB+:ETH];
    net_after = net
        ^ ((net ^ opening.edit[EDIT_NET_VALUE_LSB+:EDIT_NET_VALUE_W]) & opening.edit[EDIT_NET_MASK_LSB+:NET]);
    if (lower && opening.copy.layers.is_ipv4) net_after[HOPS_V4+:8] = net[HOPS_V4+:8] - 8'd1;
    if (lower && opening.copy.layers.is_ipv6) net_after[HOPS_V6+:8] = net[HOPS_V6+:8] - 8'd1;
    tp_after = tp;
    if (transport) begin
      tp_after = tp
          ^ ((tp ^ opening.edit[EDIT_TP_VALUE_LSB+:EDIT_TP_VALUE_W]) & opening.edit[EDIT_TP_MASK_LSB+:TP]);
    end
  end

  logic [W-1:0]  changed;
  logic [TP-1:0] tp_change;
  assign tp_change = tp ^ tp_after;
  always_comb begin
    changed = window ^ (W'(tp_change) << {opening.copy.layers.l4_offset, 3'b000});
    changed[ETH-1:0] ^= eth_change;
    unique case (opening.copy.layers.vlan_tags)
      2'd0: changed[8*14+:NET] ^= net ^ net_after;
      2'd1: changed[8*18+:NET] ^= net ^ net_after;
      default: changed[8*22+:NET] ^= net ^ net_after;
    endcase
  end

  always_ff @(posedge clk) begin
    out_valid <= found_valid && !rst;
    if (found_valid) begin
      out_window <= changed;
      out_opening <= opening;
      out_net_before <= net;
      out_net_after <= net_after;
      out_tp_before <= tp;
      out_tp_after <= tp_after;
    end
  end
endmodule
