/** A client of the proxy's HTTP interface, for programs and tests. */
@NullMarked
package dev.faultline.chaos.client;

import org.jspecify.annotations.NullMarked;
