// Marks packets that some actions must not be carried out on.
module nic_caution
  import nic_types_pkg::*;
(
    input  logic [15:0] in_type,      // of the network header
    input  logic [7:0]  in_ttl,
    input  logic [7:0]  in_protocol,
    input  meta_t       in_meta,
    output meta_t       out_meta
);
  localparam logic [15:0] TYPE_8021Q = 16'h8100;
  localparam logic [15:0] TYPE_8021AD = 16'h88a8;
  localparam logic [15:0] TYPE_IPV4 = 16'h0800;
  localparam logic [15:0] TYPE_IPV6 = 16'h86dd;
  localparam logic [15:0] TYPE_ARP = 16'h0806;
  localparam logic [15:0] TYPE_RARP = 16'h8035;
  localparam logic [7:0] ICMP = 8'd1;
  localparam logic [7:0] TCP = 8'd6;
  localparam logic [7:0] UDP = 8'd17;
  localparam logic [7:0] ICMPV6 = 8'd58;
  localparam logic [7:0] SCTP = 8'd132;
  localparam logic [7:0] IPV6_HEADER = 8'd40;

  // What software knows and the layers do not say: no checksum follows addresses behind a routing header with segments
  // left, nor behind the fragment header of an only fragment; one does in ICMPv6 that is cut short, and in TCP whose
  // header's length is wrong.
  logic transport;
  logic behind_extensions;
  logic broken;
  assign transport = in_meta.layers.is_tcp || in_meta.layers.is_udp || in_meta.layers.is_icmpv6;
  assign behind_extensions = in_meta.layers.is_ipv6 && transport
      && (in_meta.layers.l4_offset != in_meta.layers.l3_offset + IPV6_HEADER);
  assign broken = !transport && !in_meta.layers.later_fragment && ((in_protocol == TCP) || (in_protocol == ICMPV6));

  logic [7:0] network;
  assign network = (in_meta.layers.mpls_labels != 0) ? in_meta.layers.mpls_offset : in_meta.layers.l3_offset;

  logic distant;  // SNAP, or more tags than are read
  assign distant = (network != 8'd14 + {4'd0, in_meta.layers.vlan_tags, 2'b00}) || (in_type == TYPE_8021Q)
      || (in_type == TYPE_8021AD);

  // The layers say what a hash of addresses, protocol and ports takes in, unless a header is broken or strange.
  logic hashed;
  always_comb begin
    unique case (in_protocol)
      TCP: hashed = in_meta.layers.is_tcp;
      UDP: hashed = in_meta.layers.is_udp;
      SCTP: hashed = in_meta.layers.is_sctp;
      ICMP: hashed = in_meta.layers.is_icmp;
      ICMPV6: hashed = in_meta.layers.is_icmpv6;
      default: hashed = (in_protocol != 0);
    endcase
    unique case (in_type)
      TYPE_IPV4: hashed = hashed && in_meta.layers.is_ipv4 && !in_meta.layers.later_fragment;
      TYPE_IPV6: hashed = hashed && in_meta.layers.is_ipv6 && !in_meta.layers.later_fragment;
      TYPE_ARP: hashed = in_meta.layers.is_arp;
      TYPE_RARP: hashed = !in_meta.layers.is_arp;
      default: hashed = 1'b1;
    endcase
  end

  always_comb begin
    out_meta = in_meta;
    out_meta.protocol = in_protocol;
    out_meta.caution.expiring = (in_ttl <= 8'd1);
    out_meta.caution.unsound = (!in_meta.layers.is_ipv4 && !in_meta.layers.is_ipv6)
        || (in_meta.layers.mpls_labels != 0) || behind_extensions || broken;
    out_meta.caution.distant = distant;
    out_meta.caution.hashless = distant || !hashed;
  end
endmodule
