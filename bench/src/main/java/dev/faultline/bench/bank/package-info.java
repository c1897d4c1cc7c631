/** Planted bugs: what a campaign has to find, and what it has to let be. */
@NullMarked
package dev.faultline.bench.bank;

import org.jspecify.annotations.NullMarked;
