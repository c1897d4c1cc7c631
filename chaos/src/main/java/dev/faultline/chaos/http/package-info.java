/** HTTP/1.1 between a client and a server: messages are found, faults strike, the rest passes. */
@NullMarked
package dev.faultline.chaos.http;

import org.jspecify.annotations.NullMarked;
