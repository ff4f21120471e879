// Finds VXLAN, Geneve and GRE (RFC 7348, 8926, 2784, 2890) and the Ethernet frame inside, and says whether their headers can be
// taken off: they are over IPv4 without options whose checksum is right, or over IPv6 without extension headers, no checksum of
// UDP or GRE wants the whole frame read, and no more options of Geneve than fit into the key.
module nic_parse_tunnel
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
  import nic_wire_pkg::*;
#(
    parameter int OPTIONS = 16  // bytes of Geneve's options in the key, where it is over IPv4
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
  localparam logic [31:0] VXLAN_FLAGS = 32'h0000_0008;  // in wire order: the identifier is valid, all else reserved
  localparam logic [15:0] GRE_OTHERS = 16'hff4f;  // in wire order: all but the flags of checksum, key and sequence number
  localparam logic [8:0] UDP_SIZE = 9'd8;
  localparam logic [8:0] HEADER = 9'd8;           // of VXLAN and, without options, Geneve
  localparam logic [8:0] GRE_HEADER = 9'd4;       // without those three
  localparam logic [8:0] ETHERNET = 9'd14;
  localparam logic [8:0] IPV6_HEADER = 9'd40;
  localparam logic [8:0] START = 9'd16;           // bytes that are looked at
  // Behind what is taken off there must be enough for the next headers' fixed places.
  localparam logic [9:0] MOST_SKIPPED = 10'(WINDOW - 80);

  // clock 1: what the transport header begins with; it starts two bytes behind a multiple of four
  logic                fetched_valid;
  logic [WINDOW_W-1:0] fetched_header;
  parse_t              fetched;
  logic [KEY_W-1:0]    fetched_key;
  logic [15:0]         flags;     // of GRE
  logic [15:0]         carried;   // what GRE says that it carries
  logic [15:0]         checksum;  // of UDP
  logic [31:0]         tunnel;    // start of a VXLAN or Geneve header
  logic [7:0]          reserved;  // last byte of a VXLAN header
  logic                whole;  // an IP packet in one piece, of which the window has so much
  logic                bare;   // nothing is between the IP header and the transport header
  logic                to_vxlan;
  logic                to_geneve;
  always_ff @(posedge clk) begin
    fetched_valid <= in_valid && !rst;
    if (in_valid) begin
      fetched_header <= in_header;
      fetched <= in_state;
      fetched_key <= in_key;
      {carried, flags} <= in_header[32*in_state.at[7:2]+16+:32];
      checksum <= in_header[32*in_state.at[7:2]+64+:16];
      tunnel <= in_header[32*in_state.at[7:2]+80+:32];
      reserved <= in_header[32*in_state.at[7:2]+136+:8];
      whole <= in_state.ip && !in_state.meta.layers.fragment && shows(in_state.at, START, in_state.meta.skip);
      bare <= in_state.meta.layers.is_ipv4
          || ({1'b0, in_state.meta.layers.l4_offset} == {1'b0, in_state.meta.layers.l3_offset} + IPV6_HEADER);
      to_vxlan <= in_state.meta.layers.is_udp && (in_key[KEY_TP_DST_LSB+:KEY_TP_DST_W] == PORT_VXLAN);
      to_geneve <= in_state.meta.layers.is_udp && (in_key[KEY_TP_DST_LSB+:KEY_TP_DST_W] == PORT_GENEVE);
    end
  end

  // clock 2: which tunnel, and how long its headers are
  logic                found_valid;
  logic [WINDOW_W-1:0] found_header;
  parse_t              found;
  logic [KEY_W-1:0]    found_key;
  logic                vxlan;
  logic                geneve;
  logic                gre;
  logic                ethernet;  // is what the tunnel carries
  logic                opens;     // as far as the tunnel's own headers say
  logic [8:0]          inner;     // bytes from the transport header to what the tunnel carries
  logic [9:0]          reached;   // bytes of the frame as it came in, as far as the transport header
  always_ff @(posedge clk) begin
    found_valid <= fetched_valid && !rst;
    if (fetched_valid) begin
      found_header <= fetched_header;
      found <= fetched;
      found_key <= fetched_key;
      reached <= {2'd0, fetched.meta.skip} + {1'b0, fetched.at};
      vxlan <= whole && to_vxlan && (tunnel == VXLAN_FLAGS);
      geneve <= whole && to_geneve && (tunnel[7:6] == 2'd0);
      gre <= whole && (fetched.protocol == GRE) && ((flags & GRE_OTHERS) == 0);
      if (to_vxlan) begin
        ethernet <= 1'b1;
        inner <= UDP_SIZE + HEADER;
        opens <= fetched.plain && bare && (checksum == 0) && (reserved == 0);
      end else if (to_geneve) begin
        ethernet <= be16(tunnel[31:16]) == TYPE_ETHERNET;
        inner <= UDP_SIZE + HEADER + {1'b0, tunnel[5:0], 2'd0};
        opens <= fetched.plain && bare && (checksum == 0)
            && (8'(tunnel[5:0]) <= (fetched.meta.layers.is_ipv6 ? 8'd0 : 8'(OPTIONS / 4)));
      end else begin
        ethernet <= be16(carried) == TYPE_ETHERNET;
        inner <= GRE_HEADER + {6'd0, flags[7], 2'd0} + {6'd0, flags[5], 2'd0} + {6'd0, flags[4], 2'd0};
        opens <= fetched.plain && bare && !flags[7];
      end
    end
  end

  // clock 3: whether the headers are there, and start where an offset can tell
  logic   shown;
  logic   framed;  // so does an Ethernet header
  parse_t state;
  assign shown = ({8'd0, inner} <= found.left) && ({1'b0, reached} + {2'd0, inner} < 11'(WINDOW));
  assign framed = {8'd0, inner} + {8'd0, ETHERNET} <= found.left;
  always_comb begin
    state = found;
    state.meta.caution.closed = 1'b1;
    if ((vxlan || geneve || gre) && shown) begin
      state.meta.layers.is_vxlan = vxlan;
      state.meta.layers.is_geneve = geneve;
      state.meta.layers.is_gre = gre;
      state.meta.layers.tunnel_offset = found.at[7:0] + (gre ? 8'd0 : 8'(UDP_SIZE));
      if (ethernet && framed) begin
        state.meta.layers.inner_offset = found.at[7:0] + inner[7:0];
        state.meta.caution.closed = !opens || ({1'b0, reached} + {2'd0, inner} > {1'b0, MOST_SKIPPED});
      end
    end
  end
  always_ff @(posedge clk) begin
    out_valid <= found_valid && !rst;
    if (found_valid) begin
      out_header <= found_header;
      out_state <= state;
      out_key <= found_key;
    end
  end
endmodule
