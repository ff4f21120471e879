// The lookup pipeline: packets and commands enter one a clock and leave in order, ten clocks later. It never
// stalls; whoever feeds it sees to it that there is room for what comes out. Where neither a packet nor a command comes, a
// scrub looks at the tables slot by slot, as a command would that reads, for errors that nobody hits.
module nic_lookup
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int TUPLES = 8,     // masks
    parameter int BUCKETS = 128,  // of each tuple, a power of two
    parameter int WAYS = 4,       // slots in each bucket, a power of two
    parameter int TCAM = 16,      // entries whose rules have a mask each, a power of two
    parameter int SCRUB = 16      // clocks from one slot that is scrubbed to the next one at least, a power of two
) (
    input  logic             clk,
    input  logic             rst,
    output logic             ready,  // the tables are empty after a reset; packets and commands may come
    // packets
    input  logic             in_valid,
    input  logic             in_parseable,
    input  logic [KEY_W-1:0] in_key,
    input  meta_t            in_meta,
    input  visit_t           in_visit,
    // commands, with what they store; never together with a packet
    input  logic             command_valid,
    input  command_t         command,
    input  rule_t            rule,
    // results of packets
    output logic             out_valid,
    output result_t          out_result,  // not yet decided
    // commands that have passed the tables, with what the slot held; counters are filled in later
    output logic             answer_valid,
    output answer_t          answer,
    // entries with a parity error
    output logic             flawed,
    output flaw_t            flaw
);
  localparam int PER_TUPLE = BUCKETS * WAYS;
  localparam int SLOTS = TUPLES * PER_TUPLE + TCAM;  // those of the TCAM come last
  localparam int SW = $clog2(SLOTS);
  localparam int PW = $clog2(PER_TUPLE);
  localparam int TW = (TUPLES > 1) ? $clog2(TUPLES) : 1;
  localparam int EW = $clog2(TCAM);

  typedef struct packed {
    logic     packet;
    logic     is_command;
    logic     scrub;
    logic     parseable;
    meta_t    meta;
    visit_t   visit;
    command_t command;
  } item_t;

  // The slot that is scrubbed next.
  logic                     scrubs;
  logic [SW-1:0]            scrubbed;
  logic [$clog2(SCRUB)-1:0] pace;
  assign scrubs = ready && (pace == 0) && !in_valid && !command_valid;
  always_ff @(posedge clk) begin
    if (rst) begin
      scrubbed <= '0;
      pace <= '1;
    end else begin
      if (scrubs || (pace != 0)) pace <= pace - 1'b1;
      if (scrubs) scrubbed <= (scrubbed == SW'(SLOTS - 1)) ? '0 : scrubbed + 1'b1;
    end
  end
  command_t scrub;
  always_comb begin
    scrub = '0;
    scrub.slot = 32'(scrubbed);
  end

  // What travels beside the tables' five clocks, the two of the choice among them and the three of the action's fetch: by the
  // clock on which it is there.
  localparam int ANSWERED = 5;           // by the tables
  localparam int CHOSEN = ANSWERED + 2;  // it is known which slot it is
  localparam int ENDS = CHOSEN + 3;
  item_t item[1:ENDS];
  always_ff @(posedge clk) begin
    item[1] <= '{
        packet: in_valid && !rst,
        is_command: command_valid && !rst,
        scrub: scrubs && !rst,
        parseable: in_parseable,
        meta: in_meta,
        visit: in_visit,
        command: scrubs ? scrub : command
    };
    for (int stage = 2; stage <= ENDS; stage++) begin
      item[stage] <= item[stage-1];
      if (rst) begin
        item[stage].packet <= 1'b0;
        item[stage].is_command <= 1'b0;
        item[stage].scrub <= 1'b0;
      end
    end
  end

  // What commands store goes along as far as it is stored, with its parity; with a bit wrong where that was asked for.
  logic [KEY_W-1:0]     stored_key;
  logic [KEY_W-1:0]     stored_mask;
  logic [ACT_W+128-1:0] stored[1:CHOSEN];
  logic                 key_parity[1:2];
  logic                 mask_parity[1:2];
  logic                 flips_match;   // key or mask
  logic                 flips_parity;  // theirs
  logic                 flips_there;   // what says that they are there
  logic [KEY_W-1:0]     table_key;
  logic [KEY_W-1:0]     table_mask;
  assign key_parity[1] = ^stored_key;
  assign mask_parity[1] = ^stored_mask;
  assign flips_match = item[1].command.flip
      == ((item[1].command.slot >= 32'(TUPLES * PER_TUPLE)) ? TABLE_TCAM : TABLE_KEYS);
  always_ff @(posedge clk) begin
    if (command_valid) begin
      stored_key <= rule.key;
      stored_mask <= rule.mask;
      stored[1] <= {rule.action, rule.ufid};
    end
    if (item[1].is_command) begin
      {table_mask, table_key} <= {stored_mask, stored_key};
      if (flips_match) {table_mask, table_key} <= {stored_mask, stored_key} ^ flips(item[1].command.flipped);
      flips_parity <= flips_match && (item[1].command.flipped == FLIP_PARITY);
      flips_there <= flips_match && (item[1].command.flipped == FLIP_THERE);
      key_parity[2] <= key_parity[1];
      mask_parity[2] <= mask_parity[1];
    end
    for (int stage = 2; stage <= CHOSEN; stage++) begin
      if (item[stage-1].is_command) stored[stage] <= stored[stage-1];
    end
  end

  // A mask is there for the very next lookup, its parity a clock later.
  logic             sets_mask;
  logic             has_mask;
  logic             flips_mask;
  logic [KEY_W-1:0] set_mask;
  logic             set_parity;
  assign has_mask = (command.code == CMD_WRITE_MASK);
  assign sets_mask = command_valid && (has_mask || (command.code == CMD_CLEAR_MASK));
  assign flips_mask = (command.flip == TABLE_MASKS);
  always_comb begin
    set_mask = rule.key;
    if (flips_mask) set_mask ^= KEY_W'(flips(command.flipped));
  end
  assign set_parity = key_parity[1] ^ ((item[1].command.flip == TABLE_MASKS) && (item[1].command.flipped == FLIP_PARITY));

  // For who reads rules the masks stand here once more.
  logic [KEY_W-1:0] tuple_mask[TUPLES];
  always_ff @(posedge clk) begin
    if (sets_mask) tuple_mask[command.slot[TW-1:0]] <= set_mask;
  end

  // ---- after a reset every bucket is emptied
  localparam int BW = $clog2(BUCKETS);
  logic [BW:0] swept;
  assign ready = swept[BW];
  always_ff @(posedge clk) begin
    if (rst) swept <= '0;
    else if (!ready) swept <= swept + 1'b1;
  end

  // ---- tables: commands act on the clock on which lookups beside them read
  logic [7:0]  table_code;
  logic [31:0] table_slot;
  logic        table_write;
  logic        table_rule;  // and not an empty slot
  logic        table_tcam;  // the slot is one of the TCAM
  logic        table_read;
  logic [1:0]  table_there;  // it holds a rule from now on
  assign table_tcam = table_slot >= 32'(TUPLES * PER_TUPLE);
  assign table_code = item[2].command.code;
  assign table_slot = item[2].command.slot;
  assign table_rule = (table_code == CMD_WRITE) || (table_code == CMD_REPAIR);
  assign table_write = item[2].is_command && (table_rule || (table_code == CMD_DELETE));

  assign table_there = {table_rule ^ flips_there, table_rule};
  assign table_read = item[2].is_command || item[2].scrub;

  logic [TUPLES-1:0] flawed_masks;
  logic [TUPLES-1:0] flawed_keys;
  logic [PW-1:0]     flawed_slot[TUPLES];
  logic [TUPLES-1:0] hit;
  logic [PW-1:0]     hit_slot[TUPLES];
  logic [TUPLES-1:0] read_valid;
  logic [KEY_W-1:0]  read_key[TUPLES];

  for (genvar t = 0; t < TUPLES; t++) begin : g_tuple
    nic_tuple #(
        .BUCKETS(BUCKETS),
        .WAYS(WAYS)
    ) u_tuple (
        .clk,
        .rst,
        .mask_write(sets_mask && (command.slot == 32'(t))),
        .mask_write_there({has_mask ^ (flips_mask && (command.flipped == FLIP_THERE)), has_mask}),
        .mask_write_word(set_mask),
        .mask_write_parity(set_parity),
        .sweep_valid(!ready),
        .sweep_bucket(swept[BW-1:0]),
        .in_valid(in_valid && in_parseable),
        .in_key,
        .in_check(scrubs),
        .write_valid(table_write && (table_slot >> PW == 32'(t))),
        .write_there(table_there),
        .write_key_en(table_rule),
        .write_key({key_parity[2] ^ flips_parity, table_key}),
        .write_slot(table_slot[PW-1:0]),
        .out_hit(hit[t]),
        .out_slot(hit_slot[t]),
        .read_en(table_read && (table_slot >> PW == 32'(t))),
        .read_slot(table_slot[PW-1:0]),
        .read_valid(read_valid[t]),
        .read_key(read_key[t]),
        .flawed_mask(flawed_masks[t]),
        .flawed(flawed_keys[t]),
        .flawed_slot(flawed_slot[t])
    );
  end

  logic             tcam_hit;
  logic [EW-1:0]    tcam_entry;
  logic             tcam_read_valid;
  logic [KEY_W-1:0] tcam_read_key;
  logic [KEY_W-1:0] tcam_read_mask;
  logic             flawed_tcam;
  logic [EW-1:0]    flawed_entry;
  nic_tcam #(
      .ENTRIES(TCAM)
  ) u_tcam (
      .clk,
      .rst,
      .in_valid(in_valid && in_parseable),
      .in_key,
      .in_check(scrubs),
      .write_valid(table_write && table_tcam),
      .write_there(table_there),
      .write_key_en(table_rule),
      .write_key(table_key),
      .write_mask(table_mask),
      .write_parity(key_parity[2] ^ mask_parity[2] ^ flips_parity),
      .write_entry(table_slot[EW-1:0]),
      .out_hit(tcam_hit),
      .out_entry(tcam_entry),
      .read_en(table_read && table_tcam),
      .read_entry(table_slot[EW-1:0]),
      .read_valid(tcam_read_valid),
      .read_key(tcam_read_key),
      .read_mask(tcam_read_mask),
      .flawed(flawed_tcam),
      .flawed_entry
  );

  // What a command's slot held, two clocks after the table, kept beside it.
  localparam int HELD = ANSWERED;  // the clock from which on it is
  logic             read_tcam;
  logic [TW-1:0]    read_tuple;
  logic [ENDS:HELD] reads;
  logic             held_valid[HELD:ENDS];
  logic [KEY_W-1:0] held_key[HELD:ENDS];
  logic [KEY_W-1:0] held_mask[HELD:ENDS];
  assign read_tcam = item[HELD-1].command.slot >= 32'(TUPLES * PER_TUPLE);
  assign read_tuple = TW'(item[HELD-1].command.slot >> PW);
  for (genvar stage = HELD; stage <= ENDS; stage++) begin : g_reads
    assign reads[stage] = item[stage-1].is_command || item[stage-1].scrub;
  end
  always_ff @(posedge clk) begin
    if (reads[HELD]) begin
      held_valid[HELD] <= read_tcam ? tcam_read_valid : read_valid[read_tuple];
      held_key[HELD] <= read_tcam ? tcam_read_key : read_key[read_tuple];
      held_mask[HELD] <= read_tcam ? tcam_read_mask : tuple_mask[read_tuple];
    end
    for (int stage = HELD + 1; stage <= ENDS; stage++) begin
      if (reads[stage]) begin
        held_valid[stage] <= held_valid[stage-1];
        held_key[stage] <= held_key[stage-1];
        held_mask[stage] <= held_mask[stage-1];
      end
    end
  end

  // ---- the lowest tuple that hit, first of each group, or else the TCAM
  localparam int GROUP = 8;
  localparam int GROUPS = (TUPLES + GROUP - 1) / GROUP;
  logic [GROUPS-1:0] group_hit;
  logic [SW-1:0]     group_slot[GROUPS];
  logic              group_tcam;
  logic [SW-1:0]     first_slot;
  logic              chosen_hit;
  logic [SW-1:0]     chosen_slot;
  always_ff @(posedge clk) begin
    for (int group = 0; group < GROUPS; group++) begin
      group_hit[group] <= 1'b0;
      for (int t = GROUP * group + GROUP - 1; t >= GROUP * group; t--) begin
        if ((t < TUPLES) && hit[t % TUPLES]) begin
          group_hit[group] <= item[ANSWERED].packet;
          group_slot[group] <= SW'(t * PER_TUPLE) + SW'(hit_slot[t % TUPLES]);
        end
      end
    end
    group_tcam <= tcam_hit && item[ANSWERED].packet;
    first_slot <= (item[ANSWERED].is_command || item[ANSWERED].scrub) ? item[ANSWERED].command.slot[SW-1:0]
        : SW'(TUPLES * PER_TUPLE) + SW'(tcam_entry);
    chosen_hit <= |group_hit || group_tcam;
    chosen_slot <= first_slot;
    for (int group = GROUPS - 1; group >= 0; group--) begin
      if (group_hit[group]) chosen_slot <= group_slot[group];
    end
  end

  // ---- the rule's action and identity
  logic             fetches;
  logic [ACT_W-1:0] action;
  logic [127:0]     ufid;
  logic             action_odd;
  logic             ufid_odd;
  logic             stored_action;
  logic             stored_ufid;
  logic [ENDS:CHOSEN+1]         hits;
  logic [ENDS:CHOSEN+1][SW-1:0] slots;
  assign fetches = item[CHOSEN].packet || item[CHOSEN].is_command || item[CHOSEN].scrub;
  nic_actions #(
      .SLOTS(SLOTS)
  ) u_actions (
      .clk,
      .in_valid(fetches),
      .in_slot(chosen_slot),
      .is_command(item[CHOSEN].is_command),
      .command(item[CHOSEN].command),
      .action(stored[CHOSEN][128+:ACT_W]),
      .ufid(stored[CHOSEN][127:0]),
      .out_action(action),
      .out_ufid(ufid),
      .action_odd,
      .ufid_odd,
      .stored_action,
      .stored_ufid
  );
  always_ff @(posedge clk) begin
    hits <= {hits[ENDS-1:CHOSEN+1], chosen_hit};
    slots <= {slots[ENDS-1:CHOSEN+1], chosen_slot};
  end

  // ---- errors
  logic        of_rule;  // the slot that was read holds a rule
  logic        suspect;
  logic [31:0] slot;
  assign of_rule = (item[ENDS].is_command || item[ENDS].scrub) && held_valid[ENDS];
  assign slot = {{(32 - SW) {1'b0}}, slots[ENDS]};
  nic_flaws #(
      .TUPLES(TUPLES),
      .PER_TUPLE(PER_TUPLE),
      .TCAM(TCAM)
  ) u_flaws (
      .clk,
      .rst,
      .masks(flawed_masks),
      .keys(flawed_keys),
      .key_slot(flawed_slot),
      .tcam(flawed_tcam),
      .tcam_entry(flawed_entry),
      .action(((item[ENDS].packet && hits[ENDS]) || (of_rule && !stored_action)) && action_odd),
      .ufid(of_rule && !stored_ufid && ufid_odd),
      .slot,
      .suspect,
      .found(flawed),
      .flaw
  );

  assign out_valid = item[ENDS].packet;
  assign out_result = '{
      meta: item[ENDS].meta,
      visit: item[ENDS].visit,
      parseable: item[ENDS].parseable,
      hit: hits[ENDS] || suspect,
      corrupt: action_odd || suspect,
      over: 1'b0,
      verdict: VERDICT_TO_HOST,
      slot: slot,
      action: action
  };
  assign answer_valid = item[ENDS].is_command;
  assign answer = '{
      command: item[ENDS].command,
      held: held_valid[ENDS],
      packets: '0,
      bytes: '0,
      last_used: '0,
      rule: '{key: held_key[ENDS], mask: held_mask[ENDS], action: action, ufid: ufid}
  };
endmodule
