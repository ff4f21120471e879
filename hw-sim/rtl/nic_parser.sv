// Turns a header into a lookup key, one a clock, three clocks later. What it cannot read exactly as the host's parser
// does is marked as not parseable and goes to the host: a second VLAN tag, 802.3 lengths, MPLS, NSH, IPv6 extension
// headers, and every header whose own lengths do not fit the frame.
module nic_parser
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
(
    input  logic             clk,
    input  logic             rst,
    input  logic             in_valid,
    input  logic [1023:0]    in_header,
    input  meta_t            in_meta,
    output logic             out_valid,
    output logic             out_parseable,
    output logic [KEY_W-1:0] out_key,
    output meta_t            out_meta
);
  localparam logic [15:0] TYPE_IPV4 = 16'h0800;
  localparam logic [15:0] TYPE_IPV6 = 16'h86dd;
  localparam logic [15:0] TYPE_8021Q = 16'h8100;
  localparam logic [15:0] TYPE_8021AD = 16'h88a8;
  localparam logic [15:0] TYPE_MPLS = 16'h8847;
  localparam logic [15:0] TYPE_MPLS_MC = 16'h8848;
  localparam logic [15:0] TYPE_NSH = 16'h894f;
  localparam logic [15:0] TYPE_MINIMUM = 16'h0600;

  function automatic logic [15:0] be16(input logic [15:0] wire_order);
    return {wire_order[7:0], wire_order[15:8]};
  endfunction

  function automatic logic [31:0] be32(input logic [31:0] wire_order);
    return {be16(wire_order[15:0]), be16(wire_order[31:16])};
  endfunction

  function automatic logic [47:0] be48(input logic [47:0] wire_order);
    return {be32(wire_order[31:0]), be16(wire_order[47:32])};
  endfunction

  function automatic logic [127:0] be128(input logic [127:0] wire_order);
    return {be32(wire_order[31:0]), be32(wire_order[63:32]), be32(wire_order[95:64]), be32(wire_order[127:96])};
  endfunction

  // ---- first clock: Ethernet and at most one VLAN tag
  logic         l2_valid;
  logic         l2_ok;
  meta_t        l2_meta;
  logic [47:0]  l2_dst;
  logic [47:0]  l2_src;
  logic [15:0]  l2_type;
  logic [15:0]  l2_tpid;
  logic [15:0]  l2_tci;
  logic [879:0] l2_rest;    // 110 bytes from the network header on
  logic [16:0]  l2_length;  // bytes of the frame from the network header on

  logic [15:0] outer_type;
  logic [15:0] inner_type;
  logic [15:0] frame_type;
  logic [16:0] l2_size;
  logic has_tag;
  assign has_tag = (outer_type == TYPE_8021Q) || (outer_type == TYPE_8021AD);
  assign outer_type = be16(in_header[8*12+:16]);
  assign inner_type = be16(in_header[8*16+:16]);
  assign frame_type = has_tag ? inner_type : outer_type;
  assign l2_size = has_tag ? 17'd18 : 17'd14;

  always_ff @(posedge clk) begin
    l2_valid <= in_valid && !rst;
    if (in_valid) begin
      l2_ok <= (in_meta.length >= l2_size) && (frame_type >= TYPE_MINIMUM)
          && (frame_type != TYPE_8021Q) && (frame_type != TYPE_8021AD)
          && (frame_type != TYPE_MPLS) && (frame_type != TYPE_MPLS_MC) && (frame_type != TYPE_NSH);
      l2_meta <= in_meta;
      l2_meta.layers.vlan_tags <= {1'b0, has_tag};
      l2_dst <= be48(in_header[47:0]);
      l2_src <= be48(in_header[95:48]);
      l2_type <= frame_type;
      l2_tpid <= has_tag ? outer_type : 16'd0;
      l2_tci <= has_tag ? (be16(in_header[8*14+:16]) | 16'h1000) : 16'd0;
      l2_rest <= has_tag ? in_header[8*18+:880] : in_header[8*14+:880];
      l2_length <= in_meta.length - l2_size;
    end
  end

  // ---- second clock: IPv4 or IPv6
  logic         l3_valid;
  logic         l3_ok;
  logic         l3_ip;
  meta_t        l3_meta;
  logic [47:0]  l3_dst_mac;
  logic [47:0]  l3_src_mac;
  logic [15:0]  l3_type;
  logic [15:0]  l3_tpid;
  logic [15:0]  l3_tci;
  logic [127:0] l3_src;
  logic [127:0] l3_dst;
  logic [7:0]   l3_proto;
  logic [7:0]   l3_tos;
  logic [7:0]   l3_ttl;
  logic [7:0]   l3_frag;
  logic [31:0]  l3_ports;   // bytes 0 to 3 of the transport header
  logic [15:0]  l3_flags;   // bytes 12 and 13
  logic [16:0]  l3_length;  // bytes of the transport header and what follows, without padding

  logic        is_v4;
  logic        is_v6;
  logic [5:0]  v4_header;
  logic [16:0] v4_total;
  logic        v4_ok;
  logic [13:0] v4_fragment;  // more fragments, and the offset
  logic [16:0] v6_payload;
  logic [7:0]  v6_next;
  logic        v6_extension;
  logic        v6_ok;
  assign is_v4 = (l2_type == TYPE_IPV4);
  assign is_v6 = (l2_type == TYPE_IPV6);
  assign v4_header = {l2_rest[3:0], 2'b00};
  assign v4_total = {1'b0, be16(l2_rest[8*2+:16])};
  assign v4_fragment = {l2_rest[8*6+:6], l2_rest[8*7+:8]};
  assign v4_ok = (l2_length >= 17'd20) && (l2_rest[7:4] == 4'd4) && (v4_header >= 6'd20)
      && (v4_total >= {11'b0, v4_header}) && (v4_total <= l2_length);
  assign v6_payload = {1'b0, be16(l2_rest[8*4+:16])};
  assign v6_next = l2_rest[8*6+:8];
  assign v6_extension = (v6_next == 8'd0) || (v6_next == 8'd43) || (v6_next == 8'd44)
      || (v6_next == 8'd51) || (v6_next == 8'd60);
  assign v6_ok = (l2_length >= 17'd40) && (l2_rest[7:4] == 4'd6) && !v6_extension
      && (v6_payload + 17'd40 <= l2_length);

  logic [31:0] v4_ports;
  logic [15:0] v4_flags;
  always_comb begin
    v4_ports = l2_rest[8*20+:32];
    v4_flags = l2_rest[8*32+:16];
    for (int words = 6; words <= 15; words++) begin
      if (l2_rest[3:0] == words[3:0]) begin
        v4_ports = l2_rest[32*words+:32];
        v4_flags = l2_rest[32*words+96+:16];
      end
    end
  end

  always_ff @(posedge clk) begin
    l3_valid <= l2_valid && !rst;
    if (l2_valid) begin
      l3_ok <= l2_ok && (!is_v4 || v4_ok) && (!is_v6 || v6_ok);
      l3_ip <= is_v4 || is_v6;
      l3_meta <= l2_meta;
      l3_dst_mac <= l2_dst;
      l3_src_mac <= l2_src;
      l3_type <= l2_type;
      l3_tpid <= l2_tpid;
      l3_tci <= l2_tci;
      l3_src <= is_v4 ? {96'd0, be32(l2_rest[8*12+:32])} : is_v6 ? be128(l2_rest[8*8+:128]) : '0;
      l3_dst <= is_v4 ? {96'd0, be32(l2_rest[8*16+:32])} : is_v6 ? be128(l2_rest[8*24+:128]) : '0;
      l3_proto <= is_v4 ? l2_rest[8*9+:8] : is_v6 ? v6_next : 8'd0;
      l3_tos <= is_v4 ? l2_rest[8*1+:8] : is_v6 ? {l2_rest[3:0], l2_rest[15:12]} : 8'd0;
      l3_ttl <= is_v4 ? l2_rest[8*8+:8] : is_v6 ? l2_rest[8*7+:8] : 8'd0;
      l3_frag <= is_v4 ? {6'd0, v4_fragment[12:0] != 0, (v4_fragment != 0)} : 8'd0;
      l3_ports <= is_v4 ? v4_ports : l2_rest[8*40+:32];
      l3_flags <= is_v4 ? v4_flags : l2_rest[8*52+:16];
      l3_length <= is_v4 ? v4_total - {11'b0, v4_header} : v6_payload;
    end
  end

  // ---- third clock: TCP or UDP, and the key
  logic tcp;
  logic udp;
  logic tcp_ok;
  logic udp_ok;
  logic transport;
  assign transport = l3_ip && !l3_frag[1];
  assign tcp = transport && (l3_proto == 8'd6);
  assign udp = transport && (l3_proto == 8'd17);
  assign tcp_ok = (l3_length >= 17'd20) && (l3_flags[7:4] >= 4'd5)
      && ({11'b0, l3_flags[7:4], 2'b00} <= l3_length);
  assign udp_ok = (l3_length >= 17'd8);

  logic [KEY_W-1:0] key;
  always_comb begin
    key = '0;
    key[KEY_IN_PORT_LSB+:KEY_IN_PORT_W] = {8'd0, l3_meta.port};
    key[KEY_ETH_DST_LSB+:KEY_ETH_DST_W] = l3_dst_mac;
    key[KEY_ETH_SRC_LSB+:KEY_ETH_SRC_W] = l3_src_mac;
    key[KEY_ETH_TYPE_LSB+:KEY_ETH_TYPE_W] = l3_type;
    key[KEY_VLAN_TPID_LSB+:KEY_VLAN_TPID_W] = l3_tpid;
    key[KEY_VLAN_TCI_LSB+:KEY_VLAN_TCI_W] = l3_tci;
    key[KEY_IP_SRC_LSB+:KEY_IP_SRC_W] = l3_src;
    key[KEY_IP_DST_LSB+:KEY_IP_DST_W] = l3_dst;
    key[KEY_IP_PROTO_LSB+:KEY_IP_PROTO_W] = l3_proto;
    key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W] = l3_tos;
    key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W] = l3_ttl;
    key[KEY_IP_FRAG_LSB+:KEY_IP_FRAG_W] = l3_frag;
    if (tcp || udp) begin
      key[KEY_TP_SRC_LSB+:KEY_TP_SRC_W] = be16(l3_ports[15:0]);
      key[KEY_TP_DST_LSB+:KEY_TP_DST_W] = be16(l3_ports[31:16]);
    end
    if (tcp) key[KEY_TCP_FLAGS_LSB+:KEY_TCP_FLAGS_W] = {4'd0, l3_flags[3:0], l3_flags[15:8]};
  end

  always_ff @(posedge clk) begin
    out_valid <= l3_valid && !rst;
    if (l3_valid) begin
      out_parseable <= l3_ok && (!tcp || tcp_ok) && (!udp || udp_ok);
      out_key <= key;
      out_meta <= l3_meta;
    end
  end
endmodule
