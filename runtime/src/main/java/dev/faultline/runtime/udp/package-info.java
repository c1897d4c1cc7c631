/** What sockets are to be like, and what became of their calls. */
@NullMarked
package dev.faultline.runtime.udp;

import org.jspecify.annotations.NullMarked;
