// Rules' actions and identities: a lookup or a command a clock, answered three clocks later. Commands store on the clock on
// which lookups beside them read. Both have a parity bit.
module nic_actions
  import nic_defs_pkg::*;
  import nic_types_pkg::*;
#(
    parameter int SLOTS = 4112  // rules
) (
    input  logic                     clk,
    // clock 0: what is fetched
    input  logic                     in_valid,
    input  logic [$clog2(SLOTS)-1:0] in_slot,
    // and stored by a command
    input  logic                     is_command,
    input  command_t                 command,
    input  logic [ACT_W-1:0]         action,
    input  logic [127:0]             ufid,
    // clock 3
    output logic [ACT_W-1:0]         out_action,
    output logic [127:0]             out_ufid,
    output logic                     action_odd,     // has a parity error
    output logic                     ufid_odd,
    output logic                     stored_action,  // what was fetched has been stored anew
    output logic                     stored_ufid
);
  (* ram_style = "block" *) logic [ACT_W:0] actions[SLOTS];  // with a parity bit above
  (* ram_style = "block" *) logic [128:0] ufids[SLOTS];      // likewise

  // ---- what is stored, with a bit wrong where that was asked for
  logic             stores_action;
  logic             stores_ufid;
  logic             flips_action;
  logic             flips_ufid;
  logic             flips_parity;
  logic [ACT_W-1:0] new_action;
  logic [127:0]     new_ufid;
  logic             new_action_parity;
  logic             new_ufid_parity;
  assign stores_ufid = is_command && ((command.code == CMD_WRITE) || (command.code == CMD_REPAIR));
  assign stores_action = stores_ufid || (is_command && (command.code == CMD_MODIFY));
  assign flips_action = (command.flip == TABLE_ACTIONS);
  assign flips_ufid = (command.flip == TABLE_UFIDS);
  assign flips_parity = (command.flipped == FLIP_PARITY);
  always_comb begin
    new_action = action;
    new_ufid = ufid;
    if (flips_action) new_action ^= ACT_W'(flips(command.flipped));
    if (flips_ufid) new_ufid ^= 128'(flips(command.flipped));
  end
  assign new_action_parity = ^action ^ (flips_action && flips_parity);
  assign new_ufid_parity = ^ufid ^ (flips_ufid && flips_parity);
  logic unused_command;
  assign unused_command = &{1'b0, command};

  // ---- what is fetched: what a large memory gives comes late in its clock, and its parity takes one of its own
  logic [ACT_W:0] read_action;
  logic [128:0]   read_ufid;
  logic [ACT_W:0] held_action;
  logic [128:0]   held_ufid;
  logic [3:1]     stored_actions;
  logic [3:1]     stored_ufids;
  assign stored_action = stored_actions[3];
  assign stored_ufid = stored_ufids[3];
  always_ff @(posedge clk) begin
    if (stores_action) actions[in_slot] <= {new_action_parity, new_action};
    if (stores_ufid) ufids[in_slot] <= {new_ufid_parity, new_ufid};
    if (in_valid) begin
      read_action <= actions[in_slot];
      read_ufid <= ufids[in_slot];
    end
    held_action <= read_action;
    held_ufid <= read_ufid;
    out_action <= held_action[ACT_W-1:0];
    out_ufid <= held_ufid[127:0];
    action_odd <= ^held_action;
    ufid_odd <= ^held_ufid;
    stored_actions <= {stored_actions[2:1], stores_action};
    stored_ufids <= {stored_ufids[2:1], stores_ufid};
  end
endmodule
