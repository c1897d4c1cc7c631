package dev.faultline.examples.disks;

/** What kind of program it is. */
enum Guise {
  /** Thinks of everything that a disk may do. */
  CAREFUL,
  /** Thinks that calls succeed, that what was written is there, and that one copy is enough. */
  NAIVE,
  /** As careful, but takes what does not come in time for what has failed. */
  IMPATIENT
}
