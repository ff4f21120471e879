// Internet checksums of what was rewritten, brought up to date word by word (RFC 1624, equation 3): that of IPv4, and
// those of TCP, UDP and ICMP. One that was wrong before is wrong afterwards by as much. UDP without one stays without.
// Sums are made of words in the order of the window, which gives the same bytes as in network order. Two clocks.
module nic_checksum
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int BYTES = 256  // of the window
) (
    input  logic               clk,
    input  logic               rst,
    input  logic               in_valid,
    input  logic [BYTES*8-1:0] in_window,
    input  opening_t           in_opening,
    input  logic [EDIT_NET_MASK_W-1:0] in_net_before,
    input  logic [EDIT_NET_MASK_W-1:0] in_net_after,
    input  logic [EDIT_TP_MASK_W-1:0]  in_tp_before,
    input  logic [EDIT_TP_MASK_W-1:0]  in_tp_after,
    output logic               out_valid,
    output logic [BYTES*8-1:0] out_window,
    output opening_t           out_opening
);
  localparam int W = BYTES * 8;
  localparam int SUM = 22;  // bits that hold the sum of all words that can change

  // What a changed word adds to the complement of a checksum.
  function automatic logic [SUM-1:0] change(input logic [15:0] was, input logic [15:0] is);
    return {{(SUM - 16) {1'b0}}, ~was} + SUM'(is);
  endfunction

  function automatic logic [15:0] fold(input logic [SUM-1:0] sum);
    logic [16:0] carried;
    carried = {1'b0, sum[15:0]} + 17'(sum[SUM-1:16]);
    return carried[15:0] + {15'd0, carried[16]};
  endfunction

  // clock 1: sums over the words of fields that changed; an address that changed counts whole
  logic           ipv4;
  logic           ipv6;
  logic           tcp;
  logic           udp;
  logic           icmp;
  logic           icmpv6;
  logic [SUM-1:0] addresses;
  logic [SUM-1:0] header;
  logic [SUM-1:0] transport;
  logic           addresses_changed;
  logic           header_changed;
  logic           transport_changed;
  assign ipv4 = in_opening.copy.layers.is_ipv4 && (in_opening.copy.layers.mpls_labels == 0);
  assign ipv6 = in_opening.copy.layers.is_ipv6 && (in_opening.copy.layers.mpls_labels == 0);

  assign tcp = in_opening.copy.layers.is_tcp;
  assign udp = in_opening.copy.layers.is_udp;
  assign icmp = in_opening.copy.layers.is_icmp;
  assign icmpv6 = in_opening.copy.layers.is_icmpv6;

  logic [EDIT_NET_MASK_W-1:0] net_change;
  logic [EDIT_TP_MASK_W-1:0]  tp_change;
  assign net_change = in_net_before ^ in_net_after;
  assign tp_change = in_tp_before ^ in_tp_after;

  always_comb begin
    addresses = '0;
    for (int address = 0; address < 2; address++) begin
      if (ipv4 && (net_change[8*12+32*address+:32] != 0)) begin
        for (int word = 0; word < 2; word++) begin
          addresses += change(in_net_before[8*12+32*address+16*word+:16], in_net_after[8*12+32*address+16*word+:16]);
        end
      end
      if (ipv6 && (net_change[8*8+128*address+:128] != 0)) begin
        for (int word = 0; word < 8; word++) begin
          addresses += change(in_net_before[8*8+128*address+16*word+:16], in_net_after[8*8+128*address+16*word+:16]);
        end
      end
    end
    addresses_changed = (ipv4 && (net_change[8*12+:64] != 0)) || (ipv6 && (net_change[8*8+:256] != 0));

    header = addresses;
    if (net_change[8*1+:8] != 0) header += change({in_net_before[8*1+:8], 8'd0}, {in_net_after[8*1+:8], 8'd0});
    if (net_change[8*8+:8] != 0) header += change({8'd0, in_net_before[8*8+:8]}, {8'd0, in_net_after[8*8+:8]});
    header_changed = ipv4 && (addresses_changed || (net_change[8*1+:8] != 0) || (net_change[8*8+:8] != 0));

    transport = addresses_changed ? addresses : '0;
    for (int word = 0; word < 2; word++) begin
      if (tp_change[16*word+:16] != 0) transport += change(in_tp_before[16*word+:16], in_tp_after[16*word+:16]);
    end
    transport_changed = (tp_change != 0) && (tcp || udp || icmp || icmpv6);
    if (tcp || udp || (icmpv6 && ipv6)) begin
      transport_changed = transport_changed || addresses_changed;
    end
    if (icmp || icmpv6) begin
      // type and code are one word, and the checksum follows them
      transport = addresses_changed && icmpv6 ? addresses : '0;
      if (tp_change[15:0] != 0) transport += change(in_tp_before[15:0], in_tp_after[15:0]);
    end
  end

  logic           summed_valid;
  logic [W-1:0]   window;
  opening_t       opening;
  logic [SUM-1:0] header_sum;
  logic [SUM-1:0] transport_sum;
  logic           header_stale;
  logic           transport_stale;
  logic [15:0]    header_was;
  logic [15:0]    transport_was;
  logic [7:0]     header_at;
  logic [7:0]     transport_at;
  assign header_at = 8'd24 + {4'd0, in_opening.copy.layers.vlan_tags, 2'b00};
  assign transport_at = in_opening.copy.layers.l4_offset + (tcp ? 8'd16 : udp ? 8'd6 : 8'd2);

  logic [7:0] header_put;
  logic [7:0] transport_put;
  logic       absent_is_zero;
  always_ff @(posedge clk) begin
    summed_valid <= in_valid && !rst;
    if (in_valid) begin
      window <= in_window;
      opening <= in_opening;
      header_sum <= header;
      transport_sum <= transport;
      header_stale <= header_changed;
      transport_stale <= transport_changed;
      header_was <= 16'(in_window >> {header_at, 3'b000});
      transport_was <= 16'(in_window >> {transport_at, 3'b000});
      header_put <= header_at;
      transport_put <= transport_at;
      absent_is_zero <= udp;
    end
  end

  // clock 2: put them into the window; in UDP a sum of zero is sent as all ones (RFC 768)
  logic [15:0] header_new;
  logic [15:0] transport_new;
  logic [15:0] header_change;
  logic [15:0] transport_change;
  always_comb begin
    header_new = ~fold({{(SUM - 16) {1'b0}}, ~header_was} + header_sum);
    transport_new = ~fold({{(SUM - 16) {1'b0}}, ~transport_was} + transport_sum);
    if (absent_is_zero && (transport_new == 0)) transport_new = 16'hffff;
    header_change = header_stale ? header_was ^ header_new : '0;
    transport_change = (transport_stale && !(absent_is_zero && (transport_was == 0))) ? transport_was ^ transport_new : '0;
  end
  always_ff @(posedge clk) begin
    out_valid <= summed_valid && !rst;
    if (summed_valid) begin
      out_window <= window ^ (W'(header_change) << {header_put, 3'b000})
          ^ (W'(transport_change) << {transport_put, 3'b000});
      out_opening <= opening;
    end
  end
endmodule
