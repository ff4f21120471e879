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
  localparam logic [16:0] SNAP = 17'd8;  // with LLC
  localparam logic [47:0] LLC_AND_SNAP = 48'h0000_0003_aaaa;
  localparam logic [15:0] TAG_PRESENT = 16'h1000;

  function automatic logic is_tag(input logic [15:0] value);
    return (value == TYPE_8021Q) || (value == TYPE_8021AD);
  endfunction

  // clock 1: for no, one and two tags, what would follow them. A tag counts as one where the type behind it is there too.
  logic [15:0] types[3];
  always_comb begin
    for (int i = 0; i < 3; i++) types[i] = be16(in_header[8*(12+4*i)+:16]);
  end

  logic                held_valid;
  logic [WINDOW_W-1:0] held_header;
  meta_t               held;
  tunnel_t             held_tunnel;
  logic [15:0]         held_types[3];
  logic                first_tag;
  logic                second_tag;    // where there is a first one
  logic [2:0]          length_field;  // and not a type
  logic [2:0]          snap;          // where it is that
  logic [2:0]          typed;         // by SNAP's type
  always_ff @(posedge clk) begin
    held_valid <= in_valid && !rst;
    if (in_valid) begin
      held_header <= in_header;
      held <= in_meta;
      held_tunnel <= in_tunnel;
      held_types <= types;
      first_tag <= is_tag(types[0]) && (in_meta.length >= ETHERNET + 17'd4);
      second_tag <= is_tag(types[1]) && (in_meta.length >= ETHERNET + 17'd8);
      for (int i = 0; i < 3; i++) begin
        length_field[i] <= types[i] < TYPE_MINIMUM;
        snap[i] <= (in_meta.length >= ETHERNET + 17'(4 * i) + SNAP) && (in_header[8*(14+4*i)+:48] == LLC_AND_SNAP);
        typed[i] <= be16(in_header[8*(20+4*i)+:16]) >= TYPE_MINIMUM;
      end
    end
  end

  // clock 2: which of them it is
  logic [1:0]           tags;
  logic [63:0]          llc;      // what follows addresses, tags and type
  logic [NETWORK*8-1:0] plain;    // likewise
  logic [NETWORK*8-1:0] snapped;  // what follows LLC and SNAP
  always_comb begin
    tags = {first_tag && second_tag, first_tag && !second_tag};
    unique case (tags)
      2'd0: {snapped, llc} = held_header[8*14+:8*(NETWORK+8)];
      2'd1: {snapped, llc} = held_header[8*18+:8*(NETWORK+8)];
      default: {snapped, llc} = held_header[8*22+:8*(NETWORK+8)];
    endcase
    plain = {snapped[8*(NETWORK-8)-1:0], llc};
  end

  logic        snaps;
  logic [8:0]  at;
  logic [15:0] ethertype;
  always_comb begin
    snaps = length_field[tags] && snap[tags];
    at = 9'(ETHERNET) + {5'd0, tags, 2'd0} + (snaps ? 9'(SNAP) : 9'd0);
    ethertype = held_types[tags];
    if (length_field[tags]) ethertype = (snaps && typed[tags]) ? be16(llc[63:48]) : TYPE_NONE;
  end

  logic [KEY_W-1:0] key;
  always_comb begin
    key = '0;
    key[KEY_IN_PORT_LSB+:KEY_IN_PORT_W] = {8'd0, held.port};
    if (held.skip != 0) begin
      key[KEY_IN_PORT_LSB+:KEY_IN_PORT_W] = held.tunnel;
      key[KEY_TUNNEL_LSB+:KEY_TUNNEL_W] = held_tunnel.key;
      key[KEY_CHAIN_LSB+:KEY_CHAIN_W] = held_tunnel.chain;
    end
    key[KEY_ETH_DST_LSB+:KEY_ETH_DST_W] = be48(held_header[47:0]);
    key[KEY_ETH_SRC_LSB+:KEY_ETH_SRC_W] = be48(held_header[95:48]);
    key[KEY_ETH_TYPE_LSB+:KEY_ETH_TYPE_W] = ethertype;
    if (tags != 2'd0) begin
      key[KEY_VLAN_TPID_LSB+:KEY_VLAN_TPID_W] = held_types[0];
      key[KEY_VLAN_TCI_LSB+:KEY_VLAN_TCI_W] = be16(held_header[8*14+:16]) | TAG_PRESENT;
    end
    if (tags == 2'd2) begin
      key[KEY_CVLAN_TPID_LSB+:KEY_CVLAN_TPID_W] = held_types[1];
      key[KEY_CVLAN_TCI_LSB+:KEY_CVLAN_TCI_W] = be16(held_header[8*18+:16]) | TAG_PRESENT;
    end
  end

  always_ff @(posedge clk) begin
    out_valid <= held_valid && !rst;
    if (held_valid) begin
      out_header <= held_header;
      out_network <= snaps ? snapped : plain;
      out_key <= key;
      out_state <= '0;
      out_state.exact <= (held.length >= ETHERNET) && (ethertype != TYPE_NSH);
      out_state.ethertype <= ethertype;
      out_state.at <= at;
      out_state.left <= held.length - {8'd0, at};
      out_state.meta <= held;
      out_state.meta.layers.vlan_tags <= tags;
      out_state.meta.layers.l3_offset <= at[7:0];
    end
  end
endmodule
