// Internet checksums of what was rewritten, brought up to date word by word (RFC 1624, equation 3): that of IPv4, and
// those of TCP, UDP and ICMP. One that was wrong before is wrong afterwards by as much. UDP without one stays without.
// Sums are made of words in the order of the window, which gives the same bytes as in network order. Four clocks.
module nic_checksum
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int BYTES = 256  // of the window
) (
    input  logic               clk,
    input  logic               rst,
    input  logic               in_valid,
    input  logic [BYTES*8-1:0] in_window,
    input  opening_t           in_opening,
    input  logic [EDIT_NET_MASK_W-1:0] in_net_before,
    input  logic [EDIT_NET_MASK_W-1:0] in_net_after,
    input  logic [EDIT_TP_MASK_W-1:0]  in_tp_before,
    input  logic [EDIT_TP_MASK_W-1:0]  in_tp_after,
    output logic               out_valid,
    output logic [BYTES*8-1:0] out_window,
    output opening_t           out_opening
);
  localparam int W = BYTES * 8;
  localparam int SUM = 22;  // bits that hold the sum of all words that can change

  // What a changed word adds to the complement of a checksum.
  function automatic logic [16:0] change(input logic [15:0] was, input logic [15:0] is);
    return {1'b0, ~was} + {1'b0, is};
  endfunction

  function automatic logic [15:0] fold(input logic [SUM-1:0] sum);
    logic [16:0] carried;
    carried = {1'b0, sum[15:0]} + 17'(sum[SUM-1:16]);
    return carried[15:0] + {15'd0, carried[16]};
  endfunction

  // clock 1: what each word of fields that changed adds; an address that changed counts whole
  logic ipv4;
  logic ipv6;
  logic tcp;
  logic udp;
  logic icmp;
  logic icmpv6;
  assign ipv4 = in_opening.copy.layers.is_ipv4 && (in_opening.copy.layers.mpls_labels == 0);
  assign ipv6 = in_opening.copy.layers.is_ipv6 && (in_opening.copy.layers.mpls_labels == 0);
  assign tcp = in_opening.copy.layers.is_tcp;
  assign udp = in_opening.copy.layers.is_udp;
  assign icmp = in_opening.copy.layers.is_icmp;
  assign icmpv6 = in_opening.copy.layers.is_icmpv6;

  logic [EDIT_NET_MASK_W-1:0] net_change;
  logic [EDIT_TP_MASK_W-1:0]  tp_change;
  assign net_change = in_net_before ^ in_net_after;
  assign tp_change = in_tp_before ^ in_tp_after;

  localparam int ADDRESSES = 16;  // words of two of IPv6; those of IPv4 stand in the first four places
  localparam int PORTS = 2;       // words of the transport header that can change
  logic [ADDRESSES-1:0][16:0] address_adds;
  logic [1:0][16:0]           field_adds;  // of tos, and of the time to live
  logic [PORTS-1:0][16:0]     port_adds;
  logic                       addresses_changed;
  logic                       header_changed;
  logic                       transport_changed;
  logic                       addresses_count;  // in the transport header's checksum
  always_comb begin
    address_adds = '0;
    for (int address = 0; address < 2; address++) begin
      if (ipv6 && (net_change[8*8+128*address+:128] != 0)) begin
        for (int word = 0; word < 8; word++) begin
          address_adds[8*address+word] =
              change(in_net_before[8*8+128*address+16*word+:16], in_net_after[8*8+128*address+16*word+:16]);
        end
      end
    end
    for (int address = 0; address < 2; address++) begin
      if (ipv4 && (net_change[8*12+32*address+:32] != 0)) begin
        for (int word = 0; word < 2; word++) begin
          address_adds[2*address+word] =
              change(in_net_before[8*12+32*address+16*word+:16], in_net_after[8*12+32*address+16*word+:16]);
        end
      end
    end
    addresses_changed = (ipv4 && (net_change[8*12+:64] != 0)) || (ipv6 && (net_change[8*8+:256] != 0));

    field_adds = '0;
    if (net_change[8*1+:8] != 0) field_adds[0] = change({in_net_before[8*1+:8], 8'd0}, {in_net_after[8*1+:8], 8'd0});
    if (net_change[8*8+:8] != 0) field_adds[1] = change({8'd0, in_net_before[8*8+:8]}, {8'd0, in_net_after[8*8+:8]});
    header_changed = ipv4 && (addresses_changed || (net_change[8*1+:8] != 0) || (net_change[8*8+:8] != 0));

    // of ICMP type and code are one word, and the checksum follows them
    port_adds = '0;
    for (int word = 0; word < PORTS; word++) begin
      if ((tp_change[16*word+:16] != 0) && ((word == 0) || !(icmp || icmpv6))) begin
        port_adds[word] = change(in_tp_before[16*word+:16], in_tp_after[16*word+:16]);
      end
    end
    addresses_count = !icmp;
    transport_changed = (tp_change != 0) && (tcp || udp || icmp || icmpv6);
    if (tcp || udp || (icmpv6 && ipv6)) begin
      transport_changed = transport_changed || addresses_changed;
    end
  end

  logic [7:0] header_at;
  logic [7:0] transport_at;
  assign header_at = 8'd24 + {4'd0, in_opening.copy.layers.vlan_tags, 2'b00};
  assign transport_at = in_opening.copy.layers.l4_offset + (tcp ? 8'd16 : udp ? 8'd6 : 8'd2);

  // What goes along until the new checksums are known.
  typedef struct packed {
    logic [W-1:0] window;
    opening_t     opening;
    logic         header_stale;
    logic         transport_stale;
    logic [15:0]  header_was;
    logic [15:0]  transport_was;
    logic [7:0]   header_at;
    logic [7:0]   transport_at;
    logic         absent_is_zero;
  } stage_t;

  logic                       added_valid;
  stage_t                     added;
  logic [ADDRESSES-1:0][16:0] address_added;
  logic [1:0][16:0]           field_added;
  logic [PORTS-1:0][16:0]     port_added;
  logic                       addresses_counted;
  always_ff @(posedge clk) begin
    added_valid <= in_valid && !rst;
    if (in_valid) begin
      address_added <= address_adds;
      field_added <= field_adds;
      port_added <= port_adds;
      addresses_counted <= addresses_count;
      added <= '{
          window: in_window,
          opening: in_opening,
          header_stale: header_changed,
          transport_stale: transport_changed,
          header_was: 16'(in_window >> {header_at, 3'b000}),
          transport_was: 16'(in_window >> {transport_at, 3'b000}),
          header_at: header_at,
          transport_at: transport_at,
          absent_is_zero: udp
      };
    end
  end

  // clock 2: their sums, with the complements of what the checksums were
  logic [SUM-1:0] addresses;
  logic [SUM-1:0] header;
  logic [SUM-1:0] transport;
  always_comb begin
    addresses = '0;
    for (int word = 0; word < ADDRESSES; word++) addresses += SUM'(address_added[word]);
    header = SUM'(field_added[0]) + SUM'(field_added[1]) + {{(SUM - 16) {1'b0}}, ~added.header_was};
    transport = SUM'(port_added[0]) + SUM'(port_added[1]) + {{(SUM - 16) {1'b0}}, ~added.transport_was};
  end
  logic           summed_valid;
  stage_t         summed;
  logic [SUM-1:0] address_sum;
  logic [SUM-1:0] header_sum;
  logic [SUM-1:0] transport_sum;
  logic           address_counts;
  always_ff @(posedge clk) begin
    summed_valid <= added_valid && !rst;
    if (added_valid) begin
      summed <= added;
      address_sum <= addresses;
      header_sum <= header;
      transport_sum <= transport;
      address_counts <= addresses_counted;
    end
  end

  // clock 3: the new checksums; in UDP a sum of zero is sent as all ones (RFC 768)
  logic [15:0] header_new;
  logic [15:0] transport_new;
  always_comb begin
    header_new = ~fold(header_sum + address_sum);
    transport_new = ~fold(transport_sum + (address_counts ? address_sum : '0));
    if (summed.absent_is_zero && (transport_new == 0)) transport_new = 16'hffff;
  end
  logic        known_valid;
  stage_t      known;
  logic [15:0] header_change;
  logic [15:0] transport_change;
  always_ff @(posedge clk) begin
    known_valid <= summed_valid && !rst;
    if (summed_valid) begin
      known <= summed;
      header_change <= summed.header_stale ? summed.header_was ^ header_new : '0;
      transport_change <= (summed.transport_stale && !(summed.absent_is_zero && (summed.transport_was == 0)))
          ? summed.transport_was ^ transport_new : '0;
    end
  end
  logic unused_known;
  assign unused_known = &{
    1'b0, known.header_stale, known.transport_stale, known.header_was, known.transport_was, known.absent_is_zero
  };

  // clock 4: into the window with them
  always_ff @(posedge clk) begin
    out_valid <= known_valid && !rst;
    if (known_valid) begin
      out_window <= known.window ^ (W'(header_change) << {known.header_at, 3'b000})
          ^ (W'(transport_change) << {known.transport_at, 3'b000});
      out_opening <= known.opening;
    end
  end
endmodule
