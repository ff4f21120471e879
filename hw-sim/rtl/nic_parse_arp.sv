// ARP and RARP of Ethernet and IPv4 (RFC 826, 903).
module nic_parse_arp
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
  localparam logic [15:0] TYPE_ARP = 16'h0806;
  localparam logic [15:0] TYPE_RARP = 16'h8035;
  localparam logic [16:0] SIZE = 17'd28;
  localparam logic [47:0] ETHERNET_AND_IPV4 = 48'h0406_0008_0100;  // hardware and protocol with their lengths

  logic        arp;
  logic [15:0] operation;
  assign arp = ((in_state.ethertype == TYPE_ARP) || (in_state.ethertype == TYPE_RARP)) && (in_state.left >= SIZE)
      && (in_network[47:0] == ETHERNET_AND_IPV4);
  assign operation = be16(in_network[8*6+:16]);

  parse_t           state;
  logic [KEY_W-1:0] key;
  always_comb begin
    state = in_state;
    key = in_key;
    if (arp) begin
      state.meta.layers.is_arp = 1'b1;
      key[KEY_ARP_OP_LSB+:KEY_ARP_OP_W] = (operation[15:8] == 0) ? operation[7:0] : 8'd0;
      key[KEY_ARP_SHA_LSB+:KEY_ARP_SHA_W] = be48(in_network[8*8+:48]);
      key[KEY_ARP_SIP_LSB+:KEY_ARP_SIP_W] = be32(in_network[8*14+:32]);
      key[KEY_ARP_THA_LSB+:KEY_ARP_THA_W] = be48(in_network[8*18+:48]);
      key[KEY_ARP_TIP_LSB+:KEY_ARP_TIP_W] = be32(in_network[8*24+:32]);
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
