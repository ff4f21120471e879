// TCP, UDP, SCTP, ICMP, ICMPv6 and IGMP (RFC 9293, 768, 9260, 792, 4443, 2236), and the fixed part of neighbour
// discovery (RFC 4861). As on the host a protocol is looked at whichever IP carries it, and a header that is cut short or
// contradicts itself leaves its fields zero.
module nic_parse_l4
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
(
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,
    input  logic [WINDOW_W-1:0] in_header,
    input  parse_t              in_state,
    input  logic [KEY_W-1:0]    in_key,
    output logic                out_valid,
    output logic [WINDOW_W-1:0] out_header,
    output parse_t              out_state,    // behind a message of neighbour discovery: its first option
    output logic [KEY_W-1:0]    out_key
);
  localparam logic [7:0] ICMP = 8'd1;
  localparam logic [7:0] IGMP = 8'd2;
  localparam logic [7:0] TCP = 8'd6;
  localparam logic [7:0] UDP = 8'd17;
  localparam logic [7:0] ICMPV6 = 8'd58;
  localparam logic [7:0] SCTP = 8'd132;
  localparam logic [16:0] TCP_SIZE = 17'd20;
  localparam logic [16:0] UDP_SIZE = 17'd8;
  localparam logic [16:0] SCTP_SIZE = 17'd12;
  localparam logic [16:0] MESSAGE_SIZE = 17'd8;    // of ICMP, ICMPv6 and IGMP
  localparam logic [16:0] DISCOVERY_SIZE = 17'd24;
  localparam logic [7:0] SOLICITATION = 8'd135;
  localparam logic [7:0] ADVERTISEMENT = 8'd136;

  logic         transport;
  logic [191:0] start;  // first bytes of the header; it starts two bytes behind a multiple of four
  logic         tcp;
  logic         udp;
  logic         sctp;
  logic         message;
  logic         discovery;
  logic         target;  // of neighbour discovery, is there
  logic [5:0]   tcp_header;
  logic [16:0]  needed;  // bytes that decide what is read, where they are in the packet
  always_comb begin
    transport = in_state.ip && !in_state.meta.layers.later_fragment;
    start = in_header[32*in_state.at[7:2]+16+:192];
    tcp_header = {start[103:100], 2'b00};
    tcp = transport && (in_state.protocol == TCP) && (in_state.left >= TCP_SIZE)
        && (tcp_header >= 6'(TCP_SIZE)) && ({11'd0, tcp_header} <= in_state.left);
    udp = transport && (in_state.protocol == UDP) && (in_state.left >= UDP_SIZE);
    sctp = transport && (in_state.protocol == SCTP) && (in_state.left >= SCTP_SIZE);
    message = transport && (in_state.left >= MESSAGE_SIZE)
        && ((in_state.protocol == ICMP) || (in_state.protocol == ICMPV6) || (in_state.protocol == IGMP));
    discovery = message && in_state.meta.layers.is_ipv6 && (in_state.protocol == ICMPV6) && (start[15:8] == 0)
        && ((start[7:0] == SOLICITATION) || (start[7:0] == ADVERTISEMENT));
    target = discovery && (in_state.left >= DISCOVERY_SIZE);
    unique case (in_state.protocol)
      TCP: needed = TCP_SIZE;
      SCTP: needed = SCTP_SIZE;
      ICMPV6: needed = target ? DISCOVERY_SIZE : MESSAGE_SIZE;
      ICMP, IGMP, UDP: needed = UDP_SIZE;
      default: needed = '0;
    endcase
  end

  logic popped;  // what the tunnel was lies in the place of neighbour discovery
  assign popped = in_state.meta.skip != 0;

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = in_state;
    key = in_key;
    if (in_state.ip) begin
      key[KEY_IP_PROTO_LSB+:KEY_IP_PROTO_W] = in_state.protocol;
      key[KEY_IP_FRAG_LSB+:KEY_IP_FRAG_W] = {
        6'd0, in_state.meta.layers.later_fragment, in_state.meta.layers.fragment
      };
    end
    if (transport && (in_state.left >= needed) && !shows(in_state.at, 9'(needed), in_state.meta.skip)) state.exact = 1'b0;
    if (tcp || udp || sctp) begin
      key[KEY_TP_SRC_LSB+:KEY_TP_SRC_W] = be16(start[15:0]);
      key[KEY_TP_DST_LSB+:KEY_TP_DST_W] = be16(start[31:16]);
    end
    if (message) begin
      key[KEY_TP_SRC_LSB+:KEY_TP_SRC_W] = {8'd0, start[7:0]};
      key[KEY_TP_DST_LSB+:KEY_TP_DST_W] = {8'd0, start[15:8]};
    end
    if (tcp) key[KEY_TCP_FLAGS_LSB+:KEY_TCP_FLAGS_W] = {4'd0, start[99:96], start[111:104]};
    if (discovery && !popped) key[KEY_ND_RESERVED_LSB+:KEY_ND_RESERVED_W] = be32(start[63:32]);
    if (target) begin
      if (!popped) key[KEY_ND_TARGET_LSB+:KEY_ND_TARGET_W] = be128(start[191:64]);
      state.at = behind(in_state.at, DISCOVERY_SIZE, in_state.meta.skip);
      state.left = in_state.left - DISCOVERY_SIZE;
    end
    state.discovery = target && !popped;
    if (transport) state.meta.layers.l4_offset = in_state.at[7:0];
    state.meta.layers.is_tcp = tcp;
    state.meta.layers.is_udp = udp;
    state.meta.layers.is_sctp = sctp;
    state.meta.layers.is_icmp = message && (in_state.protocol == ICMP) && in_state.meta.layers.is_ipv4;
    state.meta.layers.is_icmpv6 = message && (in_state.protocol == ICMPV6) && in_state.meta.layers.is_ipv6;
  end

  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      out_header <= in_header;
      out_state <= state;
      out_key <= key;
    end
  end
endmodule
