/**
 * Which packet goes next, what acknowledgements mean, and which packets are lost: the sending half
 * of a connection, over all of its streams. Not exported.
 */
@NullMarked
package dev.faultline.link.transmit;

import org.jspecify.annotations.NullMarked;
