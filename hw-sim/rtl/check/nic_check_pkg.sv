// What a broken assertion calls: the simulation ends with its name and the place of the instance.
package nic_check_pkg;
  import "DPI-C" function void nic_broken(input string name, input string place);
endpackage
