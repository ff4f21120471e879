// IPv4 with its options, and the fixed header of IPv6 (RFC 791, 8200). A header that is cut short or contradicts itself
// leaves its fields zero, and nothing behind it is read; the version in it is not looked at, as the host does not either.
module nic_parse_ip
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
    output parse_t               out_state,
    output logic [KEY_W-1:0]     out_key
);
  localparam logic [15:0] TYPE_IPV4 = 16'h0800;
  localparam logic [15:0] TYPE_IPV6 = 16'h86dd;
  localparam logic [16:0] IPV4 = 17'd20;
  localparam logic [16:0] IPV6 = 17'd40;

  // clock 1: what the lengths say, and the sum of IPv4's header in three parts
  logic [16:0] v4_header;
  logic [16:0] v4_total;
  logic [16:0] v6_payload;
  assign v4_header = {11'd0, in_network[3:0], 2'b00};
  assign v4_total = {1'b0, be16(in_network[8*2+:16])};
  assign v6_payload = {1'b0, be16(in_network[8*4+:16])};

  logic                 held_valid;
  logic [WINDOW_W-1:0]  held_header;
  logic [NETWORK*8-1:0] held_network;
  parse_t               held;
  logic [KEY_W-1:0]     held_key;
  logic                 v4;
  logic [8:0]           v4_at;    // of what follows, and how much it is
  logic [16:0]          v4_left;
  logic                 v6_here;
  logic [8:0]           v6_at;
  logic [16:0]          v6_end;
  logic [2:0][17:0]     sums;
  always_ff @(posedge clk) begin
    held_valid <= in_valid && !rst;
    if (in_valid) begin
      held_header <= in_header;
      held_network <= in_network;
      held <= in_state;
      held_key <= in_key;
      v4 <= (in_state.ethertype == TYPE_IPV4) && (in_state.left >= IPV4) && (v4_header >= IPV4)
          && (v4_header <= v4_total) && (v4_total <= in_state.left);
      v4_at <= behind(in_state.at, v4_header, in_state.meta.skip);
      v4_left <= v4_total - v4_header;
      v6_here <= (in_state.ethertype == TYPE_IPV6) && (in_state.left >= IPV6);
      v6_at <= behind(in_state.at, IPV6, in_state.meta.skip);
      v6_end <= v6_payload + IPV6;
      for (int part = 0; part < 3; part++) begin
        sums[part] <= 18'(in_network[48*part+:16]) + 18'(in_network[48*part+16+:16]) + 18'(in_network[48*part+32+:16]);
      end
    end
  end

  // clock 2: the key. The sum of a right header's words is all ones, in whichever order its bytes are, once the carries are
  // added; they are at most nine, so that only the lowest bits can lack something.
  logic [13:0] v4_fragment;  // more fragments, and the offset
  logic        v6;
  logic [19:0] sum;
  logic        right;
  assign v4_fragment = {held_network[8*6+:6], held_network[8*7+:8]};
  assign v6 = v6_here && (v6_end <= held.left);
  assign sum = 20'(sums[0]) + 20'(sums[1]) + 20'(sums[2]) + 20'(held_network[144+:16]);
  assign right = (sum[15:4] == '1) && (sum[3:0] == ~sum[19:16]);

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = held;
    key = held_key;
    state.ip = v4 || v6;
    state.plain = (v4 && (held_network[7:0] == 8'h45) && right) || (v6 && (held_network[7:4] == 4'd6));
    if (v4) begin
      state.protocol = held_network[8*9+:8];
      state.at = v4_at;
      state.left = v4_left;
      state.meta.layers.is_ipv4 = 1'b1;
      state.meta.layers.fragment = v4_fragment != 0;
      state.meta.layers.later_fragment = v4_fragment[12:0] != 0;
      key[KEY_IP_SRC_LSB+:32] = be32(held_network[8*12+:32]);
      key[KEY_IP_DST_LSB+:32] = be32(held_network[8*16+:32]);
      key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W] = held_network[8*1+:8];
      key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W] = held_network[8*8+:8];
    end
    if (v6) begin
      state.protocol = held_network[8*6+:8];
      state.at = v6_at;
      state.left = {1'b0, be16(held_network[8*4+:16])};
      state.meta.layers.is_ipv6 = 1'b1;
      key[KEY_IP_SRC_LSB+:KEY_IP_SRC_W] = be128(held_network[8*8+:128]);
      key[KEY_IP_DST_LSB+:KEY_IP_DST_W] = be128(held_network[8*24+:128]);
      key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W] = {held_network[3:0], held_network[15:12]};
      key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W] = held_network[8*7+:8];
      key[KEY_IPV6_LABEL_LSB+:KEY_IPV6_LABEL_W] = {held_network[11:8], be16(held_network[31:16])};
    end
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
