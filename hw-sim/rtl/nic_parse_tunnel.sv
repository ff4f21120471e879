// Finds VXLAN, Geneve and GRE (RFC 7348, 8926, 2784, 2890) and the Ethernet frame inside, and says whether the headers of the
// first two can be taken off: they are over IPv4 without options whose checksum is right, no UDP checksum wants the whole
// frame read, and no more options of Geneve than fit into the key.
module nic_parse_tunnel
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int OPTIONS = 16  // bytes of Geneve's options in the key
) (
    input  logic                clk,
    input  logic                rst,
    input  logic                in_valid,
    input  logic [WINDOW_W-1:0] in_header,
    input  parse_t              in_state,
    input  logic [KEY_W-1:0]    in_key,
    output logic                out_valid,
    output logic [WINDOW_W-1:0] out_header,
    output parse_t              out_state,
    output logic [KEY_W-1:0]    out_key
);
  localparam logic [15:0] PORT_VXLAN = 16'd4789;
  localparam logic [15:0] PORT_GENEVE = 16'd6081;
  localparam logic [7:0] GRE = 8'd47;
  localparam logic [15:0] TYPE_ETHERNET = 16'h6558;  // transparent Ethernet bridging
  localparam logic [16:0] UDP_SIZE = 17'd8;
  localparam logic [16:0] HEADER = 17'd8;            // of VXLAN and, without options, Geneve
  localparam logic [16:0] GRE_HEADER = 17'd4;        // without checksum, key and sequence number
  localparam logic [16:0] ETHERNET = 17'd14;
  localparam logic [31:0] VXLAN_FLAGS = 32'h0000_0008;  // in wire order: the identifier is valid, all else reserved
  localparam logic [15:0] GRE_OTHERS = 16'hff4f;     // in wire order: all but the flags of those three

  logic         whole;        // an IP packet in one piece
  logic [31:0]  start;        // of a GRE header; it starts two bytes behind a multiple of four
  logic [31:0]  behind_udp;   // start of a VXLAN or Geneve header
  logic [15:0]  checksum;     // of UDP
  logic [7:0]   reserved;     // last byte of a VXLAN header
  logic [15:0]  destination;  // port
  logic         vxlan;
  logic         geneve;
  logic         gre;
  logic         ethernet;     // is what the tunnel carries
  logic [7:0]   tunnel;       // from the transport header to the tunnel's
  logic [16:0]  inner;        // and to what it carries
  always_comb begin
    whole = in_state.ip && !in_state.meta.layers.fragment && shows(in_state.at, 9'd16, in_state.meta.skip);
    start = in_header[32*in_state.at[7:2]+16+:32];
    checksum = in_header[32*in_state.at[7:2]+64+:16];
    behind_udp = in_header[32*in_state.at[7:2]+80+:32];
    reserved = in_header[32*in_state.at[7:2]+136+:8];
    destination = in_key[KEY_TP_DST_LSB+:KEY_TP_DST_W];
    tunnel = 8'(UDP_SIZE);
    inner = UDP_SIZE + HEADER;
    vxlan = whole && in_state.meta.layers.is_udp && (destination == PORT_VXLAN) && (behind_udp == VXLAN_FLAGS);
    geneve = whole && in_state.meta.layers.is_udp && (destination == PORT_GENEVE) && (behind_udp[7:6] == 2'd0);
    gre = whole && (in_state.protocol == GRE) && ((start[15:0] & GRE_OTHERS) == 0);
    ethernet = vxlan;
    if (geneve) begin
      inner = UDP_SIZE + HEADER + {9'd0, behind_udp[5:0], 2'd0};
      ethernet = be16(behind_udp[31:16]) == TYPE_ETHERNET;
    end
    if (gre) begin
      tunnel = '0;
      inner = GRE_HEADER + {14'd0, start[7], 2'd0} + {14'd0, start[5], 2'd0} + {14'd0, start[4], 2'd0};
      ethernet = be16(start[31:16]) == TYPE_ETHERNET;
    end
  end

  // Behind what is taken off there must be enough for the next headers' fixed places.
  localparam logic [9:0] MOST_SKIPPED = 10'(WINDOW - 80);
  logic       opens;
  logic [9:0] skipped;
  assign skipped = {2'd0, in_state.meta.skip} + {1'b0, in_state.at} + inner[9:0];
  assign opens = in_state.plain && (checksum == 0)
      && ((vxlan && (reserved == 0)) || (geneve && (8'(behind_udp[5:0]) <= 8'(OPTIONS / 4))));

  logic   shown;  // the headers are there, and start where an offset can tell
  parse_t state;
  assign shown = (inner <= in_state.left) && (behind(in_state.at, inner, in_state.meta.skip) < 9'(WINDOW));
  always_comb begin
    state = in_state;
    state.meta.caution.closed = 1'b1;
    if ((vxlan || geneve || gre) && shown) begin
      state.meta.layers.is_vxlan = vxlan;
      state.meta.layers.is_geneve = geneve;
      state.meta.layers.is_gre = gre;
      state.meta.layers.tunnel_offset = in_state.at[7:0] + tunnel;
      if (ethernet && (inner + ETHERNET <= in_state.left)) begin
        state.meta.layers.inner_offset = in_state.at[7:0] + inner[7:0];
        state.meta.caution.closed = !opens || (skipped > MOST_SKIPPED);
      end
    end
  end

  always_ff @(posedge clk) begin
    out_valid <= in_valid && !rst;
    if (in_valid) begin
      out_header <= in_header;
      out_state <= state;
      out_key <= in_key;
    end
  end
endmodule
