/**
 * What clients ask of a system: kinds of objects with their models, shares of their operations, and
 * what travels between a client and a server.
 */
@NullMarked
package dev.faultline.sim.workload;

import org.jspecify.annotations.NullMarked;
