/** Consensus, and what Fischer, Lynch and Paterson proved of it. */
@NullMarked
package dev.faultline.examples.flp;

import org.jspecify.annotations.NullMarked;
