// What a lookup, a command or the scrub finds wrong in the tables of the lookup pipeline, of which the first is reported: the
// others are found again. A packet must not trust what it found where a mask or an entry that it was compared with is wrong,
// nor where its own rule's action is.
module nic_flaws
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int TUPLES = 8,
    parameter int PER_TUPLE = 512,  // slots, a power of two
    parameter int TCAM = 16         // entries, whose slots come behind those of the tuples
) (
    input  logic              clk,
    input  logic              rst,
    // five clocks before the rule's action is there
    input  logic [TUPLES-1:0] masks,
    input  logic [TUPLES-1:0] keys,
    input  logic [$clog2(PER_TUPLE)-1:0] key_slot[TUPLES],
    input  logic              tcam,
    input  logic [$clog2(TCAM)-1:0] tcam_entry,
    // with it
    input  logic              action,
    input  logic              ufid,
    input  logic [31:0]       slot,     // whose they are
    output logic              suspect,  // a mask or a key is wrong
    // a clock later
    output logic              found,
    output flaw_t             flaw
);
  // clock 1: the lowest mask and the lowest key of each group that are wrong
  localparam int GROUP = 8;
  localparam int GROUPS = (TUPLES + GROUP - 1) / GROUP;
  logic [GROUPS-1:0] group_mask;
  logic [GROUPS-1:0] group_key;
  logic [31:0]       mask_place[GROUPS];
  logic [31:0]       key_place[GROUPS];
  logic              group_tcam;
  logic [31:0]       tcam_place;
  always_ff @(posedge clk) begin
    for (int group = 0; group < GROUPS; group++) begin
      group_mask[group] <= 1'b0;
      group_key[group] <= 1'b0;
      for (int t = GROUP * group + GROUP - 1; t >= GROUP * group; t--) begin
        if ((t < TUPLES) && masks[t % TUPLES]) begin
          group_mask[group] <= !rst;
          mask_place[group] <= 32'(t);
        end
        if ((t < TUPLES) && keys[t % TUPLES]) begin
          group_key[group] <= !rst;
          key_place[group] <= 32'(t * PER_TUPLE) + 32'(key_slot[t % TUPLES]);
        end
      end
    end
    group_tcam <= tcam && !rst;
    tcam_place <= 32'(TUPLES * PER_TUPLE) + 32'(tcam_entry);
  end

  // clock 2: the lowest of all, masks first; until clock 5 it waits for the rule's action
  localparam int WAITS = 4;
  logic [WAITS:1] wrong;
  flaw_t          held[1:WAITS];
  assign suspect = wrong[WAITS];
  always_ff @(posedge clk) begin
    wrong <= rst ? '0 : {wrong[WAITS-1:1], (|group_mask) || (|group_key) || group_tcam};
    held[1] <= '{kind: TABLE_TCAM, place: tcam_place};
    for (int group = GROUPS - 1; group >= 0; group--) begin
      if (group_key[group]) held[1] <= '{kind: TABLE_KEYS, place: key_place[group]};
    end
    for (int group = GROUPS - 1; group >= 0; group--) begin
      if (group_mask[group]) held[1] <= '{kind: TABLE_MASKS, place: mask_place[group]};
    end
    for (int stage = 2; stage <= WAITS; stage++) held[stage] <= held[stage-1];
    found <= (suspect || action || ufid) && !rst;
    flaw <= suspect ? held[WAITS] : '{kind: action ? TABLE_ACTIONS : TABLE_UFIDS, place: slot};
  end
endmodule
