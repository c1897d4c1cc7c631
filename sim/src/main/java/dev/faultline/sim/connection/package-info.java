/** Connections: streams made of datagrams. */
@NullMarked
package dev.faultline.sim.connection;

import org.jspecify.annotations.NullMarked;
