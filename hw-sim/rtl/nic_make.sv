// Makes a copy's first bytes what an edit says: bits are rewritten and checksums follow, tags go and come, then labels.
// A copy a clock; never stalls.
//
//   window --> rewrite --> checksum --> tags --> labels --> out
module nic_make
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int IN_BYTES = 256,  // of the window
    parameter int OUT_BYTES = 320  // likewise, with room for tags and labels
) (
    input  logic                       clk,
    input  logic                       rst,
    input  logic                       in_valid,
    input  logic [IN_BYTES*8-1:0]      in_window,
    input  opening_t                   in_opening,
    // what the headers are after the rewrites, some clocks before the copy is done
    output logic                       rewritten_valid,
    output copy_t                      rewritten_copy,
    output logic [EDIT_NET_MASK_W-1:0] rewritten_net,
    output logic [EDIT_TP_MASK_W-1:0]  rewritten_tp,
    output logic                       out_valid,
    output logic [OUT_BYTES*8-1:0]     out_window,
    output opening_t                   out_opening
);
  localparam int STACKED = IN_BYTES + EDIT_TAGS_W / 8;  // bytes of the window with more tags

  logic [IN_BYTES*8-1:0]  rewritten;
  opening_t               rewritten_opening;
  logic [EDIT_NET_MASK_W-1:0] net_before;
  logic [EDIT_TP_MASK_W-1:0]  tp_before;
  nic_rewrite #(
      .BYTES(IN_BYTES)
  ) u_rewrite (
      .clk,
      .rst,
      .in_valid,
      .in_window,
      .in_opening,
      .out_valid(rewritten_valid),
      .out_window(rewritten),
      .out_opening(rewritten_opening),
      .out_net_before(net_before),
      .out_net_after(rewritten_net),
      .out_tp_before(tp_before),
      .out_tp_after(rewritten_tp)
  );

  logic                      summed_valid;
  logic [IN_BYTES*8-1:0] summed;
  opening_t                  summed_opening;
  nic_checksum #(
      .BYTES(IN_BYTES)
  ) u_checksum (
      .clk,
      .rst,
      .in_valid(rewritten_valid),
      .in_window(rewritten),
      .in_opening(rewritten_opening),
      .in_net_before(net_before),
      .in_net_after(rewritten_net),
      .in_tp_before(tp_before),
      .in_tp_after(rewritten_tp),
      .out_valid(summed_valid),
      .out_window(summed),
      .out_opening(summed_opening)
  );

  // ---- tags, behind the addresses
  logic                stacked_valid;
  logic [STACKED*8-1:0] stacked;
  opening_t            stacked_opening;
  nic_resize #(
      .IN_BYTES(IN_BYTES),
      .OUT_BYTES(STACKED),
      .WORDS(EDIT_TAGS_W / 32)
  ) u_tags (
      .clk,
      .rst,
      .in_valid(summed_valid),
      .in_window(summed),
      .in_opening(summed_opening),
      .in_change(1'b1),
      .in_at(3'd3),
      .in_remove(summed_opening.edit[EDIT_POP_TAGS_LSB+:EDIT_POP_TAGS_W]),
      .in_insert(summed_opening.edit[EDIT_PUSH_TAGS_LSB+:EDIT_PUSH_TAGS_W]),
      .in_inserted(summed_opening.edit[EDIT_TAGS_LSB+:EDIT_TAGS_W]),
      .out_valid(stacked_valid),
      .out_window(stacked),
      .out_opening(stacked_opening)
  );

  // ---- labels, in front of the network header, and the type that tells of them
  logic [2:0] tags_left;  // at most 4
  assign tags_left = {1'b0, stacked_opening.copy.layers.vlan_tags}
      - {1'b0, stacked_opening.edit[EDIT_POP_TAGS_LSB+:EDIT_POP_TAGS_W]}
      + {1'b0, stacked_opening.edit[EDIT_PUSH_TAGS_LSB+:EDIT_PUSH_TAGS_W]};

  nic_resize #(
      .IN_BYTES(STACKED),
      .OUT_BYTES(OUT_BYTES),
      .REPLACED(EDIT_TYPE_W / 8),
      .WORDS(EDIT_LABELS_W / 32)
  ) u_labels (
      .clk,
      .rst,
      .in_valid(stacked_valid),
      .in_window(stacked),
      .in_opening(stacked_opening),
      .in_change(stacked_opening.edit[EDIT_SET_TYPE_LSB]),
      .in_at(3'd3 + tags_left),
      .in_remove(stacked_opening.edit[EDIT_POP_LABELS_LSB+:EDIT_POP_LABELS_W]),
      .in_insert(stacked_opening.edit[EDIT_PUSH_LABELS_LSB+:EDIT_PUSH_LABELS_W]),
      .in_inserted({
        stacked_opening.edit[EDIT_LABELS_LSB+:EDIT_LABELS_W], stacked_opening.edit[EDIT_TYPE_LSB+:EDIT_TYPE_W]
      }),
      .out_valid,
      .out_window,
      .out_opening
  );
  assign rewritten_copy = rewritten_opening.copy;
endmodule
