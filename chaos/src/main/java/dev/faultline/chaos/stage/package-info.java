/**
 * Toxics at work: state machines with the time as argument, without sockets, threads and clocks.
 */
@NullMarked
package dev.faultline.chaos.stage;

import org.jspecify.annotations.NullMarked;
