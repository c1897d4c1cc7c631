/** A replicated register on majorities, and three ways to get it wrong. */
@NullMarked
package dev.faultline.examples.quorumregister;

import org.jspecify.annotations.NullMarked;
