package dev.faultline.explore;

import dev.faultline.sim.Adversary;

/** An adversary that keeps the tape of its run. */
interface Taping extends Adversary {
  Tape tape();
}
