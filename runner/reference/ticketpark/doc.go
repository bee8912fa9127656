// Package ticketpark is the reference target of Ticketpark's API, with a user and two clients, and the tables of its
// deviations and variants.
package ticketpark
