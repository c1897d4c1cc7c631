/** The options of sockets, and the counts of their errors. */
@NullMarked
package dev.faultline.runtime.udp;

import org.jspecify.annotations.NullMarked;
