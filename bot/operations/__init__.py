"""What the person who looks after the box needs: see OPERATIONS.md."""
