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

  // clock 1: what the header begins with; it starts two bytes behind a multiple of four
  logic                held_valid;
  logic [WINDOW_W-1:0] held_header;
  parse_t              held;
  logic [KEY_W-1:0]    held_key;
  logic                transport;
  logic [191:0]        start;
  always_ff @(posedge clk) begin
    held_valid <= in_valid && !rst;
    if (in_valid) begin
      held_header <= in_header;
      held <= in_state;
      held_key <= in_key;
      transport <= in_state.ip && !in_state.meta.layers.later_fragment;
      start <= in_header[32*in_state.at[7:2]+16+:192];
    end
  end

  // clock 2: which it is
  logic         tcp;
  logic         udp;
  logic         sctp;
  logic         message;
  logic         discovery;
  logic         target;  // of neighbour discovery, is there
  logic [5:0]   tcp_header;
  logic [16:0]  needed;  // bytes that decide what is read, where they are in the packet
  always_comb begin
    tcp_header = {start[103:100], 2'b00};
    tcp = transport && (held.protocol == TCP) && (held.left >= TCP_SIZE)
        && (tcp_header >= 6'(TCP_SIZE)) && ({11'd0, tcp_header} <= held.left);
    udp = transport && (held.protocol == UDP) && (held.left >= UDP_SIZE);
    sctp = transport && (held.protocol == SCTP) && (held.left >= SCTP_SIZE);
    message = transport && (held.left >= MESSAGE_SIZE)
        && ((held.protocol == ICMP) || (held.protocol == ICMPV6) || (held.protocol == IGMP));
    discovery = message && held.meta.layers.is_ipv6 && (held.protocol == ICMPV6) && (start[15:8] == 0)
        && ((start[7:0] == SOLICITATION) || (start[7:0] == ADVERTISEMENT));
    target = discovery && (held.left >= DISCOVERY_SIZE);
    unique case (held.protocol)
      TCP: needed = TCP_SIZE;
      SCTP: needed = SCTP_SIZE;
      ICMPV6: needed = target ? DISCOVERY_SIZE : MESSAGE_SIZE;
      ICMP, IGMP, UDP: needed = UDP_SIZE;
      default: needed = '0;
    endcase
  end

  logic popped;  // what the tunnel was lies in the place of neighbour discovery
  assign popped = held.meta.skip != 0;

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = held;
    key = held_key;
    if (held.ip) begin
      key[KEY_IP_PROTO_LSB+:KEY_IP_PROTO_W] = held.protocol;
      key[KEY_IP_FRAG_LSB+:KEY_IP_FRAG_W] = {
        6'd0, held.meta.layers.later_fragment, held.meta.layers.fragment
      };
    end
    if (transport && (held.left >= needed) && !shows(held.at, 9'(needed), held.meta.skip)) state.exact = 1'b0;
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
      state.at = behind(held.at, DISCOVERY_SIZE, held.meta.skip);
      state.left = held.left - DISCOVERY_SIZE;
    end
    state.discovery = target && !popped;
    if (transport) state.meta.layers.l4_offset = held.at[7:0];
    state.meta.layers.is_tcp = tcp;
    state.meta.layers.is_udp = udp;
    state.meta.layers.is_sctp = sctp;
    state.meta.layers.is_icmp = message && (held.protocol == ICMP) && held.meta.layers.is_ipv4;
    state.meta.layers.is_icmpv6 = message && (held.protocol == ICMPV6) && held.meta.layers.is_ipv6;
  end

  always_ff @(posedge clk) begin
    out_valid <= held_valid && !rst;
    if (held_valid) begin
      out_header <= held_header;
      out_state <= state;
      out_key <= key;
    end
  end
endmodule
