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

  logic        v4;
  logic [16:0] v4_header;
  logic [16:0] v4_total;
  logic [13:0] v4_fragment;  // more fragments, and the offset
  logic        v6;
  logic [16:0] v6_payload;
  always_comb begin
    v4_header = {11'd0, in_network[3:0], 2'b00};
    v4_total = {1'b0, be16(in_network[8*2+:16])};
    v4_fragment = {in_network[8*6+:6], in_network[8*7+:8]};
    v4 = (in_state.ethertype == TYPE_IPV4) && (in_state.left >= IPV4) && (v4_header >= IPV4)
        && (v4_header <= v4_total) && (v4_total <= in_state.left);
    v6_payload = {1'b0, be16(in_network[8*4+:16])};
    v6 = (in_state.ethertype == TYPE_IPV6) && (in_state.left >= IPV6) && (v6_payload + IPV6 <= in_state.left);
  end

  // The sum of a right header's words is all ones, in whichever order its bytes are.
  logic [19:0] sum;
  logic [16:0] carried;
  logic        right;
  always_comb begin
    sum = '0;
    for (int word = 0; word < 10; word++) sum += {4'd0, in_network[16*word+:16]};
    carried = {1'b0, sum[15:0]} + {13'd0, sum[19:16]};
    right = (carried == 17'h0ffff);
  end

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = in_state;
    key = in_key;
    state.ip = v4 || v6;
    state.plain = (v4 && (in_network[7:0] == 8'h45) && right) || (v6 && (in_network[7:4] == 4'd6));
    if (v4) begin
      state.protocol = in_network[8*9+:8];
      state.at = behind(in_state.at, v4_header, in_state.meta.skip);
      state.left = v4_total - v4_header;
      state.meta.layers.is_ipv4 = 1'b1;
      state.meta.layers.fragment = v4_fragment != 0;
      state.meta.layers.later_fragment = v4_fragment[12:0] != 0;
      key[KEY_IP_SRC_LSB+:32] = be32(in_network[8*12+:32]);
      key[KEY_IP_DST_LSB+:32] = be32(in_network[8*16+:32]);
      key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W] = in_network[8*1+:8];
      key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W] = in_network[8*8+:8];
    end
    if (v6) begin
      state.protocol = in_network[8*6+:8];
      state.at = behind(in_state.at, IPV6, in_state.meta.skip);
      state.left = v6_payload;
      state.meta.layers.is_ipv6 = 1'b1;
      key[KEY_IP_SRC_LSB+:KEY_IP_SRC_W] = be128(in_network[8*8+:128]);
      key[KEY_IP_DST_LSB+:KEY_IP_DST_W] = be128(in_network[8*24+:128]);
      key[KEY_IP_TOS_LSB+:KEY_IP_TOS_W] = {in_network[3:0], in_network[15:12]};
      key[KEY_IP_TTL_LSB+:KEY_IP_TTL_W] = in_network[8*7+:8];
      key[KEY_IPV6_LABEL_LSB+:KEY_IPV6_LABEL_W] = {in_network[11:8], be16(in_network[31:16])};
    end
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
