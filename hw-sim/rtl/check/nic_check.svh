// Assertions of checker modules, which have a clk and an rst. Each has a name, by which it is reported.

// Holds at every clock.
`define NIC_ALWAYS(name, holds) \
  name: assert property (@(posedge clk) disable iff (rst) (holds)) else nic_check_pkg::nic_broken(`"name`", $sformatf("%m"));

// After a clock of the first the second holds on the next one.
`define NIC_NEXT(name, now, then) \
  name: assert property (@(posedge clk) disable iff (rst) (!rst && (now)) |=> (then)) \
      else nic_check_pkg::nic_broken(`"name`", $sformatf("%m"));
