@NullMarked
package dev.faultline.sim.node;

import org.jspecify.annotations.NullMarked;
