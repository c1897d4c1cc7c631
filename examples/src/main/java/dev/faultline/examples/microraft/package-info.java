/**
 * The MicroRaft library in a world: a register that it replicates, clients that use it, an operator
 * who changes its membership, and an observer who sees everything and checks Raft's own invariants.
 *
 * <p>Which version of MicroRaft runs is chosen when a campaign starts. Hence two halves: this
 * package knows no class of MicroRaft; {@link dev.faultline.examples.microraft.server} does, and is
 * loaded once for every version by a {@link dev.faultline.examples.library.LibraryLoader} of its
 * own.
 */
@NullMarked
package dev.faultline.examples.microraft;

import org.jspecify.annotations.NullMarked;
