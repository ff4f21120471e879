// Ethernet, up to two VLAN tags, and SNAP behind an 802.3 length.
module nic_parse_l2
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
(
    input  logic                 clk,
    input  logic                 rst,
    input  logic                 in_valid,
    input  logic [WINDOW_W-1:0]  in_header,
    input  meta_t                in_meta,
    input  tunnel_t              in_tunnel,  // where one's header was taken off
    output logic                 out_valid,
    output logic [WINDOW_W-1:0]  out_header,
    output logic [NETWORK*8-1:0] out_network,  // the network header's first bytes
    output parse_t               out_state,
    output logic [KEY_W-1:0]     out_key
);
  localparam logic [15:0] TYPE_8021Q = 16'h8100;
  localparam logic [15:0] TYPE_8021AD = 16'h88a8;
  localparam logic [15:0] TYPE_NSH = 16'h894f;
  localparam logic [15:0] TYPE_MINIMUM = 16'h0600;
  localparam logic [15:0] TYPE_NONE = 16'h05ff;  // stands for an 802.3 frame without SNAP
  localparam logic [16:0] ETHERNET = 17'd14;
  localparam logic [15:0] TAG_PRESENT = 16'h1000;

  function automatic logic is_tag(input logic [15:0] value);
    return (value == TYPE_8021Q) || (value == TYPE_8021AD);
  endfunction

  // A tag counts as one where the type behind it is there too.
  logic [15:0] types[3];
  logic [1:0]  tags;
  always_comb begin
    for (int i = 0; i < 3; i++) types[i] = be16(in_header[8*(12+4*i)+:16]);
    tags = 2'd0;
    if (is_tag(types[0]) && (in_meta.length >= ETHERNET + 17'd4)) begin
      tags = (is_tag(types[1]) && (in_meta.length >= ETHERNET + 17'd8)) ? 2'd2 : 2'd1;
    end
  end

  logic [8:0]           size;     // bytes in front of what follows addresses, tags and type
  logic [63:0]          llc;      // what follows them
  logic [NETWORK*8-1:0] plain;    // likewise
  logic [NETWORK*8-1:0] snapped;  // what follows LLC and SNAP
  always_comb begin
    size = 9'(ETHERNET) + {5'd0, tags, 2'd0};
    unique case (tags)
      2'd0: {snapped, llc} = in_header[8*14+:8*(NETWORK+8)];
      2'd1: {snapped, llc} = in_header[8*18+:8*(NETWORK+8)];
      default: {snapped, llc} = in_header[8*22+:8*(NETWORK+8)];
    endcase
    plain = {snapped[8*(NETWORK-8)-1:0], llc};
  end

  logic        length_field;
  logic        snap;
  logic [15:0] ethertype;
  always_comb begin
    ethertype = types[tags];
    length_field = ethertype < TYPE_MINIMUM;
    snap = length_field && (in_meta.length >= {8'd0, size} + 17'd8) && (llc[47:0] == 48'h0000_0003_aaaa);
    if (length_field) ethertype = TYPE_NONE;
    if (snap && (be16(llc[63:48]) >= TYPE_MINIMUM)) ethertype = be16(llc[63:48]);
  end

  logic [8:0] at;
  assign at = size + (snap ? 9'd8 : 9'd0);

  logic [KEY_W-1:0] key;
  always_comb begin
    key = '0;
    key[KEY_IN_PORT_LSB+:KEY_IN_PORT_W] = {8'd0, in_meta.port};
    if (in_meta.skip != 0) begin
      key[KEY_IN_PORT_LSB+:KEY_IN_PORT_W] = in_meta.tunnel;
      key[KEY_TUNNEL_LSB+:KEY_TUNNEL_W] = in_tunnel.key;
      key[KEY_CHAIN_LSB+:KEY_CHAIN_W] = in_tunnel.chain;
    end
    key[KEY_ETH_DST_LSB+:KEY_ETH_DST_W] = be48(in_header[47:0]);
    key[KEY_ETH_SRC_LSB+:KEY_ETH_SRC_W] = be48(in_header[95:48]);
    key[KEY_ETH_TYPE_LSB+:KEY_ETH_TYPE_W] = ethertype;
    if (tags != 2'd0) begin
      key[KEY_VLAN_TPID_LSB+:KEY_VLAN_TPID_W] = types[0];
      key[KEY_VLAN_TCI_LSB+:KEY_VLAN_TCI_W] = be16(in_header[8*14+:16]) | TAG_PRESENT;
    end
    if (tags == 2'd2) begin
      key[KEY_CVLAN_TPID_LSB+:KEY_CVLAN_TPID_W] = types[1];
      key[KEY_CVLAN_TCI_LSB+:KEY_CVLAN_TCI_W] = be16(in_header[8*18+:16]) | TAG_PRESENT;
    end
  end

  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      out_header <= in_header;
      out_network <= snap ? snapped : plain;
      out_key <= key;
      out_state <= '0;
      out_state.exact <= (in_meta.length >= ETHERNET) && (ethertype != TYPE_NSH);
      out_state.ethertype <= ethertype;
      out_state.at <= at;
      out_state.left <= in_meta.length - {8'd0, at};
      out_state.meta <= in_meta;
      out_state.meta.layers.vlan_tags <= tags;
      out_state.meta.layers.l3_offset <= at[7:0];
    end
  end
endmodule
