/**
 * The messages that two sides exchange before they are connected, and the checks on who may
 * connect.
 */
@NullMarked
package dev.faultline.link.handshake;

import org.jspecify.annotations.NullMarked;
