package dev.faultline.explore.tape;

import dev.faultline.sim.adversary.Adversary;

/** An adversary that keeps the tape of its run. */
public interface Taping extends Adversary {
  Tape tape();
}
